"""What was done to somebody is shown on their own page only; commands on the server are marked as such."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner

from kms.accounts.groups import service as groups
from kms.accounts.inputs import GroupDraft
from kms.audit.models import NEWS_JOB
from kms.cli import main
from kms.signin.service import resume, suspend
from tests import make


@pytest.fixture
def kms(runtime, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`kms("user", "code", "ana")`: a command on the server of this installation."""
    monkeypatch.setenv("KMS_DATA", str(runtime.config.data))

    def run(*words: str, input: str = "") -> None:
        result = CliRunner().invoke(main, words, input=input, catch_exceptions=False)
        assert result.exit_code == 0, result.output

    return run


def said(program, name: str) -> list[tuple[str, str]]:
    """The entries on a person's own page, as (who, what)."""
    rows = program(name)("GET", "/me/changes").json["items"]
    return [("server" if row["by_server"] else row["by"], row["what"]) for row in rows]


def test_ben_sees_who_did_what_to_him_and_cleo_sees_nothing_of_it(write, browser, program, team) -> None:
    with write() as session:
        root, ben = make.actor(session, "root"), make.actor(session, "ben").person_id
        suspend(session, root, ben)
        resume(session, root, ben)
        groups.change_role(session, make.actor(session, "lena"), team, ben, "lead")
    assert said(program, "ben") == [
        ("Lena", "made Ben a lead of the group Team"),
        ("Root", "let Ben sign in again"),
        ("Root", "suspended Ben"),
    ]
    page = browser("ben").get("/profile/changes").text
    assert "Lena: made Ben a lead of the group Team" in page
    assert "What was changed about my account" in browser("ben").get("/profile").text
    for other in ("cleo", "lena", "root"):
        assert said(program, other) == []
        assert "Ben" not in browser(other).get("/profile/changes").text
    assert browser("guest").get("/profile/changes").status_code in (302, 303)


def test_a_group_that_one_left_is_named_as_long_as_it_was_not_changed(write, program) -> None:
    with write() as session:
        root, lena = make.actor(session, "root"), make.actor(session, "lena")
        group = lena.groups[0]
        groups.remove_member(session, lena, group, make.actor(session, "ana").person_id)
    assert said(program, "ana") == [("Lena", "took Ana out of the group Team")]
    with write() as session:
        groups.change_group(session, root, group, GroupDraft("Geheimplan", ""))
    assert said(program, "ana") == [("Lena", "took Ana out of the group (changed since)")]


def test_commands_on_the_server_are_logged_as_such(kms, program, browser) -> None:
    kms("user", "code", "ana")
    kms("token", "create", "ana", "--label", "Skript")
    kms("group", "add", "Lager", "--lead", "cleo", "--member", "ana")
    kms("user", "add", "dora", "--admin", "--password-stdin", input="a long enough one\n")
    assert said(program, "ana") == [
        ("server", "let Ana into the group Lager"),
        ("server", "made an API key in the name of Ana"),
        ("server", "made a new start code for Ana"),
    ]
    assert ("server", "made Cleo a lead of the group Lager") in said(program, "cleo")
    page = browser("root").get("/admin/journal").text
    for what in ("made the group Lager", "took dora in", "made dora an administrator"):
        assert f"On the server (command line): {what}" in page


def test_leads_of_a_group_made_on_the_server_are_not_notified_of_its_first_people(kms, runtime, program) -> None:
    kms("group", "add", "Lager", "--lead", "cleo", "--member", "ana")
    runtime.worker().drain((NEWS_JOB,))
    assert program("cleo")("GET", "/notices").json["items"] == []
