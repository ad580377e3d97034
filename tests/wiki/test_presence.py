"""Who else is editing is shown while it is true, to those who may edit the page, and is forgotten afterwards."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from kms.core import clock
from kms.wiki.models import Presence
from tests import make


@pytest.fixture
def page(write, team) -> int:
    with write() as session:
        make.space(session, "ana", "team", f"group:{team}")
        return make.page(session, "ana", "team", "Leitern", "Text")


@pytest.fixture
def later():
    """`later(seconds)`: lets this much time pass."""

    def go_on(seconds: int) -> None:
        moment = clock.now() + timedelta(seconds=seconds)
        clock.set_source(lambda: moment)

    yield go_on
    clock.set_source(None)


def beat(client, page: int, tab: str = "tab-1", **more: str):
    return client.post(f"/p/{page}/editing", tab=tab, **more)


def editors(client, page: int) -> list[str]:
    return beat(client, page, "tab-of-asker").json["page"]["editors"]


def test_others_are_named_and_oneself_is_not(browser, page) -> None:
    ana, ben = browser("ana"), browser("ben")
    beat(ana, page)
    assert editors(ben, page) == ["Ana"]
    assert editors(ana, page) == ["Ben"]
    assert "Also writing now: Ana" in ben.get(f"/p/{page}/edit").text


def test_people_who_left_or_went_silent_are_gone_without_a_record(browser, page, later, session) -> None:
    ana, ben = browser("ana"), browser("ben")
    beat(ana, page)
    beat(ana, page, leaving="1")
    assert editors(ben, page) == []
    beat(ana, page)
    later(46)
    assert editors(ben, page) == []
    assert [row.tab for row in session.scalars(select(Presence))] == ["tab-of-asker"]


def test_keeping_a_draft_counts_as_presence(browser, page) -> None:
    ana, ben = browser("ana"), browser("ben")
    ana.post("/drafts", slot="slot-of-ana", page=str(page), text="x", tab="tab-1", turn="1", base_revision="1")
    assert editors(ben, page) == ["Ana"]


def test_presence_is_hidden_from_those_who_may_not_write(browser, page) -> None:
    beat(browser("ana"), page)
    for name in ("cleo", "root"):
        assert beat(browser(name), page).status_code == 404
    guest = browser("guest")
    guest.get("/sign-in")
    assert beat(guest, page).status_code == 401


def test_t11_a_tab_that_wakes_learns_who_saved_meanwhile(browser, program, page) -> None:
    ana = browser("ana")
    assert beat(ana, page).json["page"]["revision"] == 1
    program("ben")("PUT", f"/pages/{page}", {"base_revision": 1, "text": "neu"})
    status = beat(ana, page).json["page"]
    assert (status["revision"], status["by"]) == (2, "Ben")
