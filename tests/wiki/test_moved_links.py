"""Links keep leading to the same page when it, or the page they are on, moves elsewhere in the tree."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.wiki.models import Page, Revision
from kms.wiki.pages import queries
from tests import make

Pages = dict[str, int]


@pytest.fixture
def pages(write: Any) -> Pages:
    """Two spaces; Leitern is below Geräte, and both spaces have a page called Urlaub."""
    with write() as session:
        for slug in ("lager", "buero"):
            make.space(session, "ana", slug)
        tools = make.page(session, "ana", "lager", "Geräte")
        return {
            "Geräte": tools,
            "Leitern": make.page(session, "ana", "lager", "Leitern", "Siehe [[Urlaub]].", parent=tools),
            "Urlaub": make.page(session, "ana", "lager", "Urlaub"),
            "fern": make.page(session, "ana", "buero", "Urlaub"),
        }


def text(session: Session, page_id: int) -> str:
    session.rollback()
    return queries.get_head(session, session.get_one(Page, page_id)).text


def summaries(session: Session, page_id: int) -> list[str]:
    query = select(Revision.summary).where(Revision.page_id == page_id).order_by(Revision.number.desc())
    return list(session.scalars(query))


@pytest.fixture
def move(browser: Any) -> Callable[..., None]:
    def act(page_id: int, space: str) -> None:
        ana = browser("ana")
        ana.get(f"/p/{page_id}/move")
        answer = ana.post(f"/p/{page_id}/move", space=space, parent="")
        if seen := re.search(r'name="shown" value="([^"]+)"', answer.text):  # who gains and who loses is shown first
            answer = ana.post(f"/p/{page_id}/move", space=space, parent="", shown=seen[1])
        assert answer.status_code == 303

    return act


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[[lager:Leitern|Unsere]] und `[[lager:Leitern]]`", "[[Leitern|Unsere]] und `[[lager:Leitern]]`"),
        ("[[Geräte/Leitern#Regeln]]", "[[Leitern#Regeln]]"),
        ("[[Leitern]]", "[[Leitern]]"),
    ],
)
def test_links_to_a_moved_page_still_reach_it(pages: Pages, write, session, move, before, after) -> None:
    with write() as changing:
        source = make.page(changing, "ana", "lager", "Liste", before)
    move(pages["Leitern"], "buero")
    assert text(session, source) == after
    made = session.scalars(select(Revision).where(Revision.page_id == source).order_by(Revision.number.desc())).first()
    assert made is not None and made.by_system is (before != after)


def test_links_on_a_moved_page_do_not_turn_to_a_namesake(pages: Pages, session: Session, move) -> None:
    move(pages["Leitern"], "buero")
    assert text(session, pages["Leitern"]) == "Siehe [[lager:Urlaub]]."


def test_pages_below_go_along_and_their_links_too(pages: Pages, session: Session, move) -> None:
    move(pages["Geräte"], "buero")
    assert text(session, pages["Leitern"]) == "Siehe [[lager:Urlaub]]."


def test_a_page_that_moves_nearer_takes_no_links_of_its_namesake(pages: Pages, write, session, move) -> None:
    with write() as changing:
        hall = make.page(changing, "ana", "buero", "Halle")
        make.page(changing, "ana", "buero", "Leitern", parent=hall)
        source = make.page(changing, "ana", "buero", "Plan", "[[Leitern]]")
    move(pages["Leitern"], "buero")
    assert text(session, source) == "[[Halle/Leitern]]"


def test_api_clients_move_pages_with_the_same_repair(pages: Pages, write, session, program) -> None:
    with write() as changing:
        source = make.page(changing, "ben", "lager", "Liste", "[[lager:Leitern]]")
    ana = program("ana")
    assert ana("POST", f"/pages/{pages['Leitern']}/move", {"space": "buero", "dry_run": True}).status_code == 200
    assert text(session, source) == "[[lager:Leitern]]"
    assert ana("POST", f"/pages/{pages['Leitern']}/move", {"space": "buero"}).status_code == 200
    assert text(session, source) == "[[Leitern]]"


def test_pages_that_the_mover_cannot_see_are_repaired_and_not_shown(pages: Pages, write, session, team, move) -> None:
    with write() as changing:
        make.space(changing, "lena", "leitung", "private")
        hidden = make.page(changing, "lena", "leitung", "Geheim", "[[lager:Leitern]]")
    move(pages["Leitern"], "buero")
    assert text(session, hidden) == "[[Leitern]]"


def test_no_name_of_a_closed_space_is_written_into_a_text_that_others_read(pages: Pages, write, session, move) -> None:
    """It links by number: those who cannot see the space would learn of it otherwise."""
    with write() as changing:
        make.space(changing, "ana", "vertraulich", "private")
        source = make.page(changing, "ana", "lager", "Liste", "[[Geräte/Leitern]] und [[lager:Urlaub]]")
    move(pages["Leitern"], "vertraulich")
    move(pages["Urlaub"], "vertraulich")
    leads = f"[[Leitern]] und [lager:Urlaub](/p/{pages['Urlaub']})"
    assert text(session, source) == leads
    assert summaries(session, source) == [f"→ /p/{pages['Urlaub']}", f"→ /p/{pages['Leitern']}", ""]
