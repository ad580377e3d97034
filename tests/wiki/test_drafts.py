"""Drafts on the server: nothing is overwritten, none disappears because somebody saved, nobody else sees them."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from kms.accounts.groups import service as groups
from kms.accounts.models import Person
from kms.core import clock
from kms.core.db import Epoch
from kms.wiki.drafting import service as drafts
from kms.wiki.models import Draft, Page
from tests import make

TEXT = "erster Absatz\n\nzweiter Absatz\n"
SLOT = "slot-of-ana"


@pytest.fixture
def page(write, team) -> int:
    with write() as session:
        make.space(session, "ana", "team", f"group:{team}")
        return make.page(session, "ana", "team", "Leitern", TEXT)


def keep(client, page: int | None = None, slot: str = SLOT, version: int = 0, **more: object):
    place = {"page": str(page), "base_revision": "1"} if page else {"space": "team"}
    client.get("/")
    return client.post(
        "/drafts", slot=slot, version=str(version), **{"title": "Leitern", "text": "neu", **place, **more}
    )


def in_form(answer) -> dict[str, str]:
    """The hidden fields of the form of an opened page."""
    return dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', answer.text))


def test_a_draft_is_continued_with_its_base_and_says_when_it_was_kept(browser, page) -> None:
    client = browser("ana")
    assert keep(client, page, tags="a, b", summary="warum", text="mein Text").json["version"] == 1
    opened = client.get(f"/p/{page}/edit")
    assert "mein Text" in opened.text and "Draft of" in opened.text and 'value="warum"' in opened.text
    assert (in_form(opened)["slot"], in_form(opened)["version"], in_form(opened)["base_revision"]) == (SLOT, "1", "1")


def test_starting_from_the_saved_page_keeps_the_draft(browser, page) -> None:
    client = browser("ana")
    keep(client, page, text="mein Text")
    fresh = client.get(f"/p/{page}/edit?fresh=1")
    assert "mein Text" not in fresh.text and in_form(fresh)["slot"] != SLOT
    assert f"/drafts/{SLOT}" in fresh.text
    assert "mein Text" in client.get(f"/drafts/{SLOT}", follow_redirects=True).text


def test_saving_removes_exactly_this_draft(browser, program, page) -> None:
    client = browser("ana")
    keep(client, page)
    keep(client, page, slot="another-one")
    client.post(f"/p/{page}/edit", title="Leitern", text="neu", base_revision="1", slot=SLOT)
    assert [row["slot"] for row in program("ana")("GET", "/drafts").json["items"]] == ["another-one"]


def test_a_save_that_fails_leaves_the_draft(browser, program, page) -> None:
    client = browser("ana")
    keep(client, page, text="mein Text")
    assert client.post(f"/p/{page}/edit", title="", text="neu", base_revision="1", slot=SLOT).status_code == 422
    assert program("ana")("GET", f"/drafts/{SLOT}").json["text"] == "mein Text"


def test_an_unchanged_save_removes_the_draft_and_makes_no_revision(browser, program, page) -> None:
    client = browser("ana")
    keep(client, page, text=TEXT)
    client.post(f"/p/{page}/edit", title="Leitern", text=TEXT, base_revision="1", slot=SLOT, tags="")
    assert program("ana")("GET", "/drafts").json["items"] == []
    assert program("ana")("GET", f"/pages/{page}").json["revision"] == 1


def test_a_new_page_takes_its_draft_with_it(browser, program, page) -> None:
    client = browser("ana")
    keep(client, title="Neue Seite")
    assert "neu" in client.get("/spaces/team/new").text
    client.post("/spaces/team/new", title="Neue Seite", text="neu", slot=SLOT)
    assert program("ana")("GET", "/drafts").json["items"] == []


def test_t31_an_untitled_draft_stays(browser, page) -> None:
    client = browser("ana")
    keep(client, title="", text="ein Gedanke")
    assert "Untitled" in client.get("/").text
    assert "ein Gedanke" in client.get("/spaces/team/new").text


def test_t14_a_draft_stays_with_its_base_when_somebody_else_saves(browser, program, page) -> None:
    client = browser("ana")
    keep(client, page, text=TEXT.replace("zweiter", "anas"))
    program("ben")("PUT", f"/pages/{page}", {"base_revision": 1, "text": TEXT.replace("erster", "bens")})
    opened = client.get(f"/p/{page}/edit")
    assert "anas" in opened.text and in_form(opened)["base_revision"] == "1"
    assert "Ben saved this page meanwhile" in opened.text
    client.post(f"/p/{page}/edit", title="Leitern", text=TEXT.replace("zweiter", "anas"), base_revision="1", slot=SLOT)
    assert program("ana")("GET", f"/pages/{page}").json["text"] == "bens Absatz\n\nanas Absatz\n"
    assert "merged with those of Ben" in client.get(f"/p/{page}/leitern").text


def test_two_tabs_never_overwrite_each_other(browser, program, page) -> None:
    client = browser("ana")
    keep(client, page, text="eins", tab="tab-1", turn="1")
    assert keep(client, page, text="zwei", version=1, tab="tab-2", turn="1").status_code == 200
    assert keep(client, page, text="eins weiter", version=1, tab="tab-1", turn="2").status_code == 409
    assert program("ana")("GET", f"/drafts/{SLOT}").json["text"] == "zwei"
    assert keep(client, page, text="eins weiter", slot="tab-1-new", tab="tab-1", turn="3").status_code == 200


def test_a_lost_response_makes_no_second_draft(browser, program, page) -> None:
    client = browser("ana")
    keep(client, page, text="eins", tab="tab-1", turn="1")
    assert keep(client, page, text="eins und mehr", tab="tab-1", turn="2").json["version"] == 2


def test_a_late_request_does_not_overwrite_a_newer_one(browser, program, page) -> None:
    client = browser("ana")
    keep(client, page, text="neu und mehr", tab="tab-1", turn="2")
    assert keep(client, page, text="neu", tab="tab-1", turn="1").json["version"] == 1
    assert program("ana")("GET", f"/drafts/{SLOT}").json["text"] == "neu und mehr"


def test_a_draft_saved_elsewhere_is_not_made_again(browser, program, page) -> None:
    client = browser("ana")
    keep(client, page, text="neu")
    client.post(f"/p/{page}/edit", title="Leitern", text="neu", base_revision="1", slot=SLOT)
    assert keep(client, page, text="neu", version=1).status_code == 409
    assert keep(client, page, text="neu").json["version"] == 0
    assert program("ana")("GET", "/drafts").json["items"] == []


def test_a_discarded_draft_can_be_restored_for_a_week(browser, program, page, runtime) -> None:
    client = browser("ana")
    keep(client, page, text="mein Text")
    assert "Not saved yet" in client.get("/").text
    client.post(f"/drafts/{SLOT}/discard")
    start = client.get("/")
    assert "Not saved yet" not in start.text and f"/drafts/{SLOT}/bring-back" in start.text
    assert "mein Text" not in client.get(f"/p/{page}/edit").text
    client.post(f"/drafts/{SLOT}/bring-back")
    assert "mein Text" in client.get(f"/p/{page}/edit").text
    client.post(f"/drafts/{SLOT}/discard")
    later = clock.now() + timedelta(days=8)
    clock.set_source(lambda: later)
    try:
        with runtime.database.transaction() as session:
            drafts.sweep(session)
    finally:
        clock.set_source(None)
    assert client.post(f"/drafts/{SLOT}/bring-back").status_code == 404


@pytest.mark.parametrize("other", ["ben", "lena", "root"])
def test_nobody_else_reads_keeps_or_discards_a_draft(browser, program, page, other) -> None:
    keep(browser("ana"), page, text="Zitronenfalter")
    stranger, key = browser(other), program(other)
    for address in (f"/drafts/{SLOT}", "/", f"/p/{page}/edit", "/changes"):
        assert "Zitronenfalter" not in stranger.get(address, follow_redirects=True).text
    assert key("GET", f"/drafts/{SLOT}").status_code == 404
    assert key("DELETE", f"/drafts/{SLOT}").status_code == 404
    assert key("GET", "/drafts").json["items"] == []
    stranger.get("/")
    assert stranger.post(f"/drafts/{SLOT}/discard").status_code == 404
    assert program("ana")("GET", f"/drafts/{SLOT}").json["text"] == "Zitronenfalter"


def test_a_draft_leaves_no_trace_in_search(browser, program, page, index_all) -> None:
    keep(browser("ana"), page, text="Zitronenfalter")
    index_all()
    for name in ("ana", "ben"):
        assert program(name)("GET", "/search?q=Zitronenfalter").json["total"] == 0


def test_a_draft_of_a_now_hidden_page_can_be_kept_but_shows_nothing_newer(
    browser, program, page, team, write, session
) -> None:
    client = browser("ben")
    keep(client, page, text="mein Text")
    program("ana")("PUT", f"/pages/{page}", {"base_revision": 1, "text": "Geheimnis", "title": "Geheimer Titel"})
    with write() as changing:
        lead = make.actor(changing, "lena")
        groups.remove_member(changing, lead, team, make.actor(changing, "ben").person_id)
    opened = client.get(f"/drafts/{SLOT}", follow_redirects=True)
    assert opened.status_code == 200 and "mein Text" in opened.text
    kept = keep(client, page, text="mein Text, weiter", version=1)
    assert (kept.status_code, kept.json["page"]) == (200, None)
    everything = opened.text + kept.text + client.get("/").text
    assert "Geheim" not in everything and "Team" not in everything
    assert keep(client, page, slot="begun-after").status_code == 404
    assert client.get(f"/p/{page}/edit").status_code == 404


def test_a_page_that_was_deleted_for_good_leaves_its_drafts(browser, program, page, write) -> None:
    client = browser("ana")
    keep(client, page, text="mein Text")
    with write() as session:
        session.delete(session.get(Page, page))
    assert "mein Text" in client.get(f"/drafts/{SLOT}", follow_redirects=True).text


def test_keeping_a_draft_empties_no_cache_but_saving_does(browser, page, runtime) -> None:
    client = browser("ana")

    def epoch() -> int:
        with runtime.database.reading() as session:
            return session.scalar(select(Epoch.value)) or 0

    before = epoch()
    keep(client, page)
    keep(client, page, version=1, text="mehr")
    client.post(f"/p/{page}/editing", tab="tab-1")
    client.post(f"/p/{page}/editing", tab="tab-1", leaving="1")
    assert epoch() == before
    client.post(f"/p/{page}/edit", title="Leitern", text="neu", base_revision="1", slot=SLOT)
    assert epoch() == before + 1


def test_far_too_many_drafts_push_out_the_oldest_only(browser, program, page, monkeypatch) -> None:
    monkeypatch.setattr(drafts, "MOST", 3)
    client = browser("ana")
    for number in range(5):
        keep(client, page, slot=f"number-{number}")
    assert [row["slot"] for row in program("ana")("GET", "/drafts").json["items"]] == [
        "number-4", "number-3", "number-2",
    ]  # fmt: skip


def test_a_draft_is_as_large_as_a_page_at_most(browser, page) -> None:
    assert keep(browser("ana"), page, text="x" * (512 * 1024 + 1)).status_code == 422


def test_a_tab_does_not_keep_its_text_as_somebody_elses(browser, program, page, session) -> None:
    ana = make.actor(session, "ana").person_id
    assert keep(browser("ben"), page, person=str(ana)).status_code == 403
    assert keep(browser("ana"), page, person=str(ana)).status_code == 200


def test_api_clients_keep_list_read_and_discard_drafts(program, page) -> None:
    ana = program("ana")
    put = ana("PUT", f"/drafts/{SLOT}", {"page": page, "base_revision": 1, "title": "Leitern", "text": "a\r\nb"})
    assert (put.status_code, put.json["version"], put.json["text"], put.json["space"]) == (200, 1, "a\r\nb", "team")
    assert ana("PUT", f"/drafts/{SLOT}", {"page": page, "base_revision": 1, "text": "c"}).status_code == 409
    assert ana("PUT", f"/drafts/{SLOT}", {"page": page, "base_revision": 1, "version": 1}).json["version"] == 2
    assert [row["slot"] for row in ana("GET", "/drafts").json["items"]] == [SLOT]
    assert ana("DELETE", f"/drafts/{SLOT}").status_code == 204
    assert ana("GET", f"/drafts/{SLOT}").status_code == 404
    assert program("ana", "read")("PUT", f"/drafts/{SLOT}", {"page": page, "text": "c"}).status_code == 403


@pytest.mark.parametrize("base", [0, 2, 2**52])
def test_a_draft_without_the_text_it_began_with_is_refused(program, page, base) -> None:
    answer = program("ana")("PUT", f"/drafts/{SLOT}", {"page": page, "base_revision": base, "text": "c"})
    assert answer.status_code == 422 and "base_revision" in answer.json["errors"]


@pytest.mark.parametrize("value", ["inf", "9" * 5000, "-1", "x", "1e400"])
def test_nonsense_in_hidden_fields_is_no_server_error(browser, page, value) -> None:
    client = browser("ana")
    client.get("/")
    fields = dict.fromkeys(("slot", "version", "tab", "turn", "section", "base_revision", "their_revision"), value)
    for address in (f"/p/{page}/edit", f"/p/{page}/resolve", "/drafts", "/spaces/team/new", f"/p/{page}/editing"):
        assert client.post(address, title="", text="x", page=str(page), **fields).status_code < 500, address


@pytest.mark.parametrize("slot", ["kurz", "mit.punkt.darin", "x" * 41])
def test_a_draft_needs_a_proper_name(program, page, slot) -> None:
    assert program("ana")("PUT", f"/drafts/{slot}", {"page": page, "text": "c"}).status_code == 422


def test_deleting_a_person_deletes_their_drafts(browser, page, write, session) -> None:
    keep(browser("ben"), page)
    with write() as changing:
        changing.query(Person).filter_by(key="ben").delete()
    assert session.scalars(select(Draft)).all() == []
