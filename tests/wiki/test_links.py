"""`[[Links]]` lead to the nearest page with that title, and reveal nothing hidden."""

import pytest

from kms.markup.model import MarkdownLink
from kms.wiki.links.meaning import resolve, wanted
from kms.wiki.pages.places import PagePlace
from tests import make


def place(id: int, space: str, *path: int) -> PagePlace:
    return PagePlace(id, space, (*path, id), "titel")


def found(
    link: str, source: PagePlace, *places: PagePlace, titles: dict[int, str] | None = None, space: str = ""
) -> list[int]:
    candidates = {"titel": list(places)}
    return [p.id for p in resolve(wanted(MarkdownLink("wiki", link, space=space)), source, candidates, titles or {})]


def test_the_nearest_in_the_tree_wins() -> None:
    source = place(9, "a", 1, 2)
    assert found("Titel", source, place(3, "a", 1, 2), place(4, "a", 5)) == [3]


def test_two_equally_near_need_a_choice() -> None:
    assert found("Titel", place(9, "a", 1), place(3, "a", 1), place(4, "a", 1)) == [3, 4]


def test_ones_own_space_comes_first() -> None:
    assert found("Titel", place(9, "a", 1, 2, 3), place(3, "b"), place(4, "a")) == [4]


def test_a_page_of_another_space_is_found_if_none_is_nearer() -> None:
    assert found("Titel", place(9, "a"), place(3, "b")) == [3]


def test_a_space_narrows() -> None:
    assert found("Titel", place(9, "a"), place(3, "b"), place(4, "a"), space="b") == [3]


def test_a_path_narrows() -> None:
    titles = {1: "einkauf", 2: "verkauf"}
    assert found("Verkauf/Titel", place(9, "a"), place(3, "a", 1), place(4, "a", 2), titles=titles) == [4]


@pytest.fixture
def spaces(write) -> None:
    with write() as session:
        make.space(session, "ana", "alle")
        make.space(session, "ana", "geheim", "private")


def html(browser, name: str, page: int) -> str:
    return browser(name).get(f"/p/{page}", follow_redirects=True).text


def test_a_red_link_creates(write, spaces, browser) -> None:
    with write() as session:
        page = make.page(session, "ana", "alle", "A", "[[Gibt es nicht]]")
    assert 'class="wiki-link red" href="/spaces/alle/new?title=Gibt+es+nicht' in html(browser, "ana", page)


def test_t37_a_link_to_a_hidden_page_looks_like_a_missing_one(write, spaces, browser) -> None:
    with write() as session:
        make.page(session, "ana", "geheim", "Versteckt")
        page = make.page(session, "ana", "alle", "A", "[[Versteckt]] [[Nirgends]]")
    seen = html(browser, "cleo", page)
    assert seen.count("wiki-link red") == 2
    assert html(browser, "ana", page).count("wiki-link red") == 1


def test_a_choice_is_offered_where_a_title_is_not_unique(write, spaces, browser) -> None:
    with write() as session:
        make.page(session, "ana", "alle", "Doppelt", "eins")
        make.page(session, "ana", "alle", "Doppelt", "zwei")
        page = make.page(session, "ana", "alle", "A", "[[Doppelt]]")
    assert "/spaces/alle/choose?title=Doppelt" in html(browser, "ana", page)
    assert browser("ana").get("/spaces/alle/choose?title=Doppelt").text.count("/doppelt") >= 2


def test_backlinks_show_only_what_may_be_read(write, spaces, program) -> None:
    with write() as session:
        target = make.page(session, "ana", "alle", "Ziel")
        make.page(session, "ana", "alle", "Offen", "[[Ziel]]")
        make.page(session, "ana", "geheim", "Verdeckt", "[[Ziel]]")
        make.page(session, "ana", "alle", "Mit Nummer", f"[x](/p/{target})")
    titles = {
        who: [p["title"] for p in program(who)("GET", f"/pages/{target}/backlinks").json["items"]]
        for who in ("ana", "cleo")
    }
    assert titles == {"ana": ["Mit Nummer", "Offen", "Verdeckt"], "cleo": ["Mit Nummer", "Offen"]}


def test_t39_what_one_reader_cached_reveals_nothing_to_another(write, spaces, browser) -> None:
    with write() as session:
        make.page(session, "ana", "geheim", "Versteckt")
        page = make.page(session, "ana", "alle", "A", "[[Versteckt]]")
    assert "wiki-link red" not in html(browser, "ana", page)
    answer = browser("cleo").get(f"/p/{page}/a")
    assert "wiki-link red" in answer.text
    assert "private" in answer.headers["Cache-Control"] and "Cookie" in answer.headers["Vary"]
