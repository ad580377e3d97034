"""Links keep leading to the same page when that page, one above it or a namesake gets a new title."""

from collections.abc import Callable

import pytest

from tests import make
from tests.access.test_restricting import restrict
from tests.wiki.test_moved_links import summaries, text


@pytest.fixture
def rename(program) -> Callable[[int, str], None]:
    def act(page_id: int, title: str) -> None:
        ana = program("ana")
        base = ana("GET", f"/pages/{page_id}").json["revision"]
        words = {"text": "Neues", "title": title, "base_revision": base}
        assert ana("PUT", f"/pages/{page_id}", words).status_code == 200

    return act


@pytest.fixture
def pages(write) -> dict[str, int]:
    """Leitern is below Geräte in an open space; Kündigung in one that only ana reads."""
    with write() as session:
        make.space(session, "ana", "lager")
        make.space(session, "ana", "leitung", "private")
        tools = make.page(session, "ana", "lager", "Geräte")
        return {
            "Geräte": tools,
            "Leitern": make.page(session, "ana", "lager", "Leitern", parent=tools),
            "Kündigung": make.page(session, "ana", "leitung", "Kündigung"),
        }


@pytest.fixture
def links(write) -> Callable[..., int]:
    def page(words: str, space: str = "lager") -> int:
        with write() as session:
            return make.page(session, "ana", space, "Liste", words)

    return page


def test_links_through_a_renamed_page_reach_pages_below_it(pages, links, session, rename) -> None:
    source = links("[[Geräte/Leitern]] und [[lager:Geräte/Leitern|hier]]")
    rename(pages["Geräte"], "Werkzeug")
    assert text(session, source) == "[[Werkzeug/Leitern]] und [[lager:Werkzeug/Leitern|hier]]"


def test_a_page_that_takes_the_title_of_another_takes_none_of_its_links(pages, links, write, session, rename) -> None:
    with write() as changing:
        hall = make.page(changing, "ana", "lager", "Halle")
        near = make.page(changing, "ana", "lager", "Tritte", parent=hall)
        source = make.page(changing, "ana", "lager", "Plan", "[[Leitern]]", parent=near)
    rename(near, "Leitern")
    assert text(session, source) == "[[Geräte/Leitern]]"


def test_a_title_that_no_link_can_express_is_linked_by_number(pages, links, session, rename) -> None:
    source = links("[[Leitern#Regeln]] und [[Leitern|unsere]]")
    rename(pages["Leitern"], "Leitern [alle]")
    assert (
        text(session, source) == f"[Leitern#Regeln](/p/{pages['Leitern']}#h-regeln) und [unsere](/p/{pages['Leitern']})"
    )


def test_t20_a_new_title_is_not_written_into_texts_of_people_who_may_not_know_it(
    pages, links, session, rename, browser
) -> None:
    open_to_all, closed = links("Siehe [[leitung:Kündigung]]."), links("Siehe [[Kündigung]].", "leitung")
    rename(pages["Kündigung"], "Kündigung Weber")
    assert text(session, open_to_all) == f"Siehe [leitung:Kündigung](/p/{pages['Kündigung']})."
    assert summaries(session, open_to_all)[0] == f"→ /p/{pages['Kündigung']}"
    assert "Weber" not in browser("ben").get(f"/p/{open_to_all}/history").text
    assert text(session, closed) == "Siehe [[Kündigung Weber]]."
    assert summaries(session, closed)[0] == "→ Kündigung Weber"


def test_the_link_by_number_works_for_those_who_may_read(pages, links, rename, browser) -> None:
    source = links("Siehe [[leitung:Kündigung]].")
    rename(pages["Kündigung"], "Kündigung Weber")
    address = f"/p/{pages['Kündigung']}"
    assert f'href="{address}"' in browser("ana").get(f"/p/{source}", follow_redirects=True).text
    assert browser("ana").get(address, follow_redirects=True).status_code == 200
    assert browser("cleo").get(address).status_code == 404


def test_the_parent_page_is_not_named_to_those_who_may_not_know_it(pages, links, write, session, rename) -> None:
    """A namesake appears, and only the parent page tells the two apart; or the number."""
    with write() as changing:
        plan = make.page(changing, "ana", "leitung", "Plan", parent=pages["Kündigung"])
        twin = make.page(changing, "ana", "leitung", "Entwurf")
    source = links("[[leitung:Plan]]")
    rename(twin, "Plan")
    assert text(session, source) == f"[leitung:Plan](/p/{plan})"


def test_links_of_a_page_to_itself_go_along(pages, links, session, program) -> None:
    page = links("Siehe [[Liste#Teil]].")
    words = {"text": "Siehe [[Liste#Teil]] und mehr.", "title": "Verzeichnis", "base_revision": 1}
    assert program("ana")("PUT", f"/pages/{page}", words).status_code == 200
    assert text(session, page) == "Siehe [[Verzeichnis#Teil]] und mehr."
    assert summaries(session, page) == ["", ""]


def test_hidden_pages_below_do_not_show_when_renaming(pages, links, session, write, program) -> None:
    """Both links look the same to ben, so both stay; ana's are repaired."""
    page = links("Neu")
    with write() as changing:
        child = make.page(changing, "ana", "lager", "Kind", parent=page)
    restrict(write, "ana", child)
    typed = "[[Liste/Kind]] und [[Liste/Keins]]"
    for name, title, old, led in (("ben", "Erste", 1, "Liste/Kind"), ("ana", "Zweite", 2, "Zweite/Kind")):
        words = {"text": typed.replace("Liste", "Erste") if old == 2 else typed, "title": title, "base_revision": old}
        assert program(name)("PUT", f"/pages/{page}", words).status_code == 200
        assert f"[[{led}]]" in text(session, page) and "/Keins]]" in text(session, page)
