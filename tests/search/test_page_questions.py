"""Asking a group if nothing was found: visible to its people and the person who asked, until it is done."""

import re

import pytest

from kms.core.rate_limit import RateLimit
from kms.search.saved import question_views
from kms.search.saved.models import Question
from tests import make


@pytest.fixture
def spaces(write, team, index_all) -> None:
    with write() as session:
        make.space(session, "ana", "handbuch")
        make.space(session, "ana", "intern", f"group:{team}")
    index_all()


def ask(browser, team: int, title: str = "Kantine am Freitag"):
    browser.get("/questions/new")
    return browser.post("/questions", group=str(team), title=title, text="Hat sie offen?")


def test_nothing_found_offers_a_form_with_the_query(spaces, browser) -> None:
    text = browser("ben").get("/search?q=Kantine+am+Freitag").text
    assert re.search(r'id="title" name="title" type="text" value="Kantine am Freitag"', text)
    assert 'action="/questions"' in text and "Team (3 people)" in text
    assert 'action="/questions"' not in browser("cleo").get("/search?q=Kantine").text, "cleo has no group to ask"


def test_its_people_and_who_asked_see_it_and_nobody_else(spaces, browser, team) -> None:
    assert ask(browser("ben"), team).status_code == 303
    for name, sees in (("ana", True), ("ben", True), ("lena", True), ("cleo", False), ("root", False)):
        client = browser(name)
        for address in ("/", "/questions", "/questions/1"):
            assert ("Kantine am Freitag" in client.get(address).text) == sees, (name, address)
        assert client.get("/questions/1").status_code == (200 if sees else 404)
        assert client.get(f"/questions?group={team}").status_code == (200 if sees else 404)


def test_only_own_groups_can_be_asked(spaces, browser, team, session) -> None:
    assert ask(browser("cleo"), team).status_code == 422
    assert ask(browser("root"), team).status_code == 422
    assert ask(browser("ben"), 999).status_code == 422
    assert session.query(Question).count() == 0


def test_a_page_answers_it_and_the_asker_is_sent_there(spaces, browser, team, write, index_all) -> None:
    ask(browser("ben"), team)
    ana = browser("ana")
    text = ana.get("/").text
    assert "/pages/new?title=Kantine+am+Freitag" in text or "/pages/new?title=Kantine%20am%20Freitag" in text
    with write() as session:
        page = make.page(session, "ana", "handbuch", "Kantine am Freitag", "Von 11 bis 14 Uhr")
    index_all()
    assert f'name="page" value="{page}"' in ana.get("/questions/1").text
    assert ana.post("/questions/1/done", page=str(page)).status_code == 303
    assert "Kantine am Freitag</a>" not in ana.get("/questions").text
    ben = browser("ben")
    start = ben.get("/").text
    assert "answered by Ana: Kantine am Freitag" in start and f'href="/p/{page}/' in start
    assert ben.post("/questions/1/withdraw").status_code == 303
    assert "answered by Ana" not in ben.get("/").text


def test_an_answer_the_asker_may_not_see_stays_hidden(spaces, browser, team, write, index_all, runtime) -> None:
    ask(browser("ben"), team)
    with write() as session:
        make.space(session, "ana", "nur-ana", "private")
        page = make.page(session, "ana", "nur-ana", "Geheime Kantine", "x")
    assert browser("lena").post("/questions/1/done", page=str(page)).status_code == 404, "lena cannot see that page"
    browser("ana").post("/questions/1/done", page=str(page))
    for address in ("/", "/questions", "/questions/1"):
        text = browser("ben").get(address).text
        assert "Geheime Kantine" not in text and "done, says Ana" in text


def test_strangers_and_askers_cannot_do_the_others_part(spaces, browser, team, session) -> None:
    ask(browser("ben"), team)
    cleo = browser("cleo")
    assert cleo.post("/questions/1/done").status_code == 404
    assert cleo.post("/questions/1/withdraw").status_code == 404
    assert browser("ana").post("/questions/1/withdraw").status_code == 403
    assert session.get(Question, 1).done_at is None


def test_former_members_still_see_their_own_question_but_cannot_answer(spaces, browser, team, runtime) -> None:
    ben = browser("ben")
    ask(ben, team)
    with runtime.database.reading() as session:
        person = make.actor(session, "ben").person_id
    lena = browser("lena")
    lena.get("/")
    lena.post(f"/groups/{team}/members/{person}/remove")
    assert "Kantine" in ben.get("/questions").text
    assert ben.post("/questions/1/done").status_code == 403


def test_the_same_is_not_asked_twice_nor_too_often(spaces, browser, team, session, monkeypatch) -> None:
    monkeypatch.setattr(question_views, "_pace", RateLimit(3, 3600))
    ben = browser("ben")
    codes = [ask(ben, team, title).status_code for title in ("Eins", "Eins", "Zwei", "Drei")]
    assert codes == [303, 303, 303, 429]
    assert session.query(Question).count() == 2
