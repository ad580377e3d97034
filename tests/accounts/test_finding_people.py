"""Everybody signed in finds people, members find their groups; a person's page reveals nothing hidden."""

import pytest

from kms.access.policy import reach
from kms.accounts.groups import service as groups
from kms.accounts.inputs import GroupDraft, Profile
from kms.accounts.people import service as people
from kms.core.reach import Reach
from kms.signin.service import resume, suspend
from tests import make


@pytest.fixture
def found(program, runtime):
    """`found(who, words)`: (kind, title) of the hits that are people or groups."""

    def search(who: str, words: str) -> list[tuple[str, str]]:
        runtime.worker().drain(("index",))
        items = program(who)("GET", "/search", query_string={"q": words}).json["items"]
        return [(item["type"], item["title"]) for item in items if item["type"] in ("person", "group")]

    return search


def test_people_are_found_by_name_and_user_name(found, write) -> None:
    with write() as session:
        people.change_profile(session, make.actor(session, "ben"), Profile("Benedikt Hölzl", None, "de"))
    for words in ("Hölzl", "benedikt", "ben"):
        assert ("person", "Benedikt Hölzl") in found("cleo", words)


def test_people_are_not_found_by_their_e_mail_address(found) -> None:
    assert found("cleo", "ana@example.org") == [] and found("root", "example.org") == []


def test_a_suspended_person_is_not_found_and_has_no_page(found, browser, write) -> None:
    with write() as session:
        ben = make.actor(session, "ben").person_id
        suspend(session, make.actor(session, "root"), ben)
    assert found("ana", "ben") == [] and browser("ana").get(f"/people/{ben}").status_code == 404
    with write() as session:
        resume(session, make.actor(session, "root"), ben)
    assert found("ana", "ben") == [("person", "Ben")]


def test_nobody_without_an_account_sees_people(runtime, session, browser) -> None:
    runtime.worker().drain(("index",))
    ana = make.actor(session, "ana").person_id
    assert runtime.sources["person"].hits(session, Reach(), [ana]) == {}
    assert browser("guest").get(f"/people/{ana}").status_code == 302
    assert ana in runtime.sources["person"].hits(session, reach(session, make.actor(session, "cleo")), [ana])


def test_a_group_is_found_by_its_people_and_by_nobody_else(found, write, team) -> None:
    with write() as session:
        groups.change_group(session, make.actor(session, "lena"), team, GroupDraft("Kellerteam", "Pumpen und Öfen"))
    assert found("ben", "Kellerteam") == [("group", "Kellerteam")] and found("ben", "Öfen") == [("group", "Kellerteam")]
    assert found("cleo", "Kellerteam") == [] and found("root", "Kellerteam") == []


def test_leaving_a_group_hides_it_at_once(found, write, team, program) -> None:
    assert found("ben", "Team") == [("group", "Team")]
    with write() as session:
        ben = make.actor(session, "ben")
        groups.remove_member(session, ben, team, ben.person_id)
    assert program("ben")("GET", "/search", query_string={"q": "Team", "type": "group"}).json["total"] == 0


def test_the_page_of_a_person_shows_shared_groups_and_readable_bookmarks(browser, write, team) -> None:
    with write() as session:
        ana = make.actor(session, "ana").person_id
        make.bookmark(session, "ana", "https://a.example/", "Für alle", audience="members")
        make.bookmark(session, "ana", "https://b.example/", "Fürs Team", audience=f"group:{team}")
        make.bookmark(session, "ana", "https://c.example/", "Nur für mich")
        make.space(session, "ana", "alle")
        make.page(session, "ana", "alle", "Geschriebenes", "x")
    ben, cleo = browser("ben").get(f"/people/{ana}").text, browser("cleo").get(f"/people/{ana}").text
    assert "Für alle" in ben and "Fürs Team" in ben and "Nur für mich" not in ben and ">Team<" in ben
    assert "Für alle" in cleo and "Fürs Team" not in cleo and ">Team<" not in cleo
    assert "Nur für mich" in browser("ana").get(f"/people/{ana}").text
    assert "Geschriebenes" not in ben and "ana@example.org" not in ben
    assert browser("ben").get("/people/99999").status_code == 404
