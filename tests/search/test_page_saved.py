"""Saved searches: one's own, counted within one's present reach, never anybody else's."""

import re
from datetime import timedelta

import pytest

from kms.access.policy import reach
from kms.core.clock import now
from kms.core.reach import Reach
from kms.search.saved import service as saved
from kms.search.saved.inputs import SearchRequest
from kms.search.saved.models import SavedSearch
from kms.wiki.models import Page
from tests import make


@pytest.fixture
def spaces(write, team, index_all) -> None:
    with write() as session:
        make.space(session, "ana", "handbuch")
        make.space(session, "ana", "intern", f"group:{team}")
        make.page(session, "ana", "handbuch", "Leitern alt", "Leitern")
    index_all()


def keep(browser, query: str = "q=Leitern", name: str = "Alles zu Leitern"):
    browser.get("/search?q=x")
    return browser.post("/search/saved", name=name, query=query)


def page(write, index_all, space: str, title: str) -> int:
    with write() as session:
        made = make.page(session, "ana", space, title, "Leitern")
    index_all()
    return made


def news(browser) -> list[str]:
    """What the start page says is new."""
    return re.findall(r'<button class="pin"[^>]*>.*?<span>([^<]+)</span>\s*<span class="badge accent">([^<]+)<',
                      browser.get("/").text, re.S)  # fmt: skip


def test_new_hits_are_reported_until_the_search_is_opened(spaces, browser, write, index_all) -> None:
    ben = browser("ben")
    assert keep(ben).headers["Location"] == "/search?q=Leitern"
    assert news(ben) == []
    page(write, index_all, "handbuch", "Leitern neu")
    page(write, index_all, "intern", "Leitern intern")
    assert news(ben) == [("Alles zu Leitern", "2 new")]
    assert ben.post("/search/saved/1/open").headers["Location"] == "/search?q=Leitern"
    assert news(ben) == []


def test_counts_follow_the_present_reach(spaces, browser, write, index_all, runtime) -> None:
    ben, cleo = browser("ben"), browser("cleo")
    keep(ben), keep(cleo)
    page(write, index_all, "intern", "Leitern geheim")
    assert (news(ben), news(cleo)) == ([("Alles zu Leitern", "1 new")], [])
    lena = browser("lena")
    group = re.search(r"/groups/(\d+)", lena.get("/groups").text)[1]
    with runtime.database.reading() as session:
        person = make.actor(session, "ben").person_id
    lena.post(f"/groups/{group}/members/{person}/remove")
    assert news(ben) == []


def test_changes_before_and_after_the_moment_are_distinguished(spaces, write, index_all, runtime) -> None:
    moment = now()
    ages = {"Leitern gestern": -1, "Leitern morgen": 1}
    with write() as session:
        for title, days in ages.items():
            made = make.page(session, "ana", "handbuch", title, "Leitern")
            session.get_one(Page, made).updated_at = moment + timedelta(days=days)
    page(write, index_all, "handbuch", "Leitern eben")
    with runtime.database.reading() as session:
        ben = reach(session, make.actor(session, "ben"))
        for query, number in (("q=Leitern", 2), ("q=Leitern+eben", 1), ("type=page", 2), ("type=bookmark", 0)):
            assert saved.count_new(session, runtime.index, runtime.sources, ben, query, moment) == number, query
        empty = Reach()
        assert saved.count_new(session, runtime.index, runtime.sources, empty, "q=Leitern", moment) == 0


def test_nobody_else_sees_opens_changes_or_removes_it(spaces, browser, session) -> None:
    keep(browser("ana"), name="Anas Suche")
    ben = browser("ben")
    assert "Anas Suche" not in ben.get("/search/saved").text
    for address in ("/search/saved/1", "/search/saved/1/open", "/search/saved/1/remove"):
        assert ben.post(address, name="x").status_code == 404
    assert session.get(SavedSearch, 1).name == "Anas Suche"
    assert "Anas Suche" in browser("ana").get("/search/saved").text


def test_it_can_be_renamed_muted_and_removed(spaces, browser, write, index_all) -> None:
    ana = browser("ana")
    keep(ana)
    page(write, index_all, "handbuch", "Leitern neu")
    ana.post("/search/saved/1", name="Anders", tells="")
    text = ana.get("/search/saved").text
    assert "Anders" in text and "1 new" in text and news(ana) == []
    assert ana.post("/search/saved/1", name="").status_code == 422
    ana.post("/search/saved/1/remove")
    assert "No saved searches yet" in ana.get("/search/saved").text


def test_the_same_search_is_kept_once_and_the_page_says_so(spaces, browser, session) -> None:
    ana = browser("ana")
    keep(ana), keep(ana, "q=Leitern&&nonsense=1", "Zweiter Name")
    assert [row.name for row in session.query(SavedSearch)] == ["Zweiter Name"]
    assert "Saved as “Zweiter Name”" in ana.get("/search?q=Leitern").text
    assert "Save this search" in ana.get("/search?q=Leitern&type=page").text


def test_there_is_a_limit_and_only_searches_are_kept(spaces, browser, session, monkeypatch) -> None:
    monkeypatch.setattr(saved, "MOST", 1)
    ana = browser("ana")
    assert keep(ana, "", "x").status_code == 422
    assert keep(ana, "https://evil.example/?x=1", "x").status_code == 422
    assert keep(ana).status_code == 303
    assert keep(ana, "q=b").status_code == 422
    assert session.query(SavedSearch).count() == 1


@pytest.mark.parametrize(
    "query", ["", "q=", "=&=&&", "q=%ff", "tag=" + "x" * 9000, "q=a&q=b&type=page", "%", "\x00q=1"]
)
def test_any_address_parses_as_a_search(query: str) -> None:
    once = SearchRequest.read(query)
    assert SearchRequest.read(once.query) == once and len(once.query) <= 6000


def test_api_clients_save_list_and_remove_their_persons_own(spaces, program, write, index_all) -> None:
    ana, ben = program("ana"), program("ben")
    made = ana("POST", "/searches", {"name": "Leitern", "query": "q=Leitern&type=page&nonsense=1"})
    assert made.status_code == 201 and made.json["query"] == "q=Leitern&type=page"
    page(write, index_all, "handbuch", "Leitern neu")
    assert [(item["name"], item["new"]) for item in ana("GET", "/searches").json["items"]] == [("Leitern", 1)]
    assert ben("GET", "/searches").json == {"items": []}
    assert ben("DELETE", f"/searches/{made.json['id']}").status_code == 404
    assert program("ana", "read")("POST", "/searches", {"name": "x", "query": "q=x"}).status_code == 403
    assert ana("POST", "/searches", {"name": "x", "query": ""}).status_code == 422
    assert ana("DELETE", f"/searches/{made.json['id']}").status_code == 204
    assert ana("GET", "/searches").json == {"items": []}
