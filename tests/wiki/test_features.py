"""The features a space enables for writing."""

import pytest
from sqlalchemy import select

from kms.wiki.models import Rendering, Space
from tests import make

FORMULA = '<span class="formula">a_b</span>'


@pytest.fixture
def page(write) -> int:
    with write() as session:
        make.space(session, "ana", "labor")
        return make.page(session, "ana", "labor", "Größen", "Die Größe $a_b$ und 5 $.")


def settings(**more: object) -> dict[str, object]:
    return {"name": "Labor", "slug": "labor", "description": "", "access": "everyone", **more}


def test_formulas_are_parsed_once_a_space_enables_them(browser, page, runtime) -> None:
    ana = browser("ana")
    assert FORMULA not in ana.get(f"/p/{page}", follow_redirects=True).text
    assert ana.post("/spaces/labor/settings", **settings(features="maths")).status_code == 303
    assert FORMULA in browser("ben").get(f"/p/{page}", follow_redirects=True).text
    ana.post("/spaces/labor/settings", **settings())
    assert FORMULA not in browser("ben").get(f"/p/{page}", follow_redirects=True).text


def test_the_worker_renders_the_pages_of_the_space_again(browser, page, runtime, session) -> None:
    browser("ana").post("/spaces/labor/settings", **settings(features=["maths", "diagrams"]))
    assert session.get(Rendering, page).engine > 0
    session.rollback()
    runtime.worker().drain(("wiki.render",))
    assert session.get(Rendering, page).engine < 0
    assert session.scalar(select(Space.features).where(Space.slug == "labor")) == ["maths", "diagrams"]


def test_new_and_changed_pages_of_the_space_hold_formulas(browser, page, program) -> None:
    ana = browser("ana")
    ana.post("/spaces/labor/settings", **settings(features="maths"))
    made = ana.post("/spaces/labor/new", title="Neu", text="$a_b$")
    assert FORMULA in ana.get(made.location, follow_redirects=True).text
    program("ana")("PUT", f"/pages/{page}", {"base_revision": 1, "text": "nun $a_b$"})
    assert FORMULA in ana.get(f"/p/{page}", follow_redirects=True).text
    assert FORMULA in ana.get(f"/p/{page}/revisions/1").text
    assert FORMULA in ana.post("/preview", text="$a_b$", page=str(page)).text


def test_a_page_shows_its_title_and_settings_keep_what_was_chosen(browser, page) -> None:
    ana = browser("ana")
    ana.post("/spaces/labor/settings", **settings(features="diagrams"))
    shown = ana.get("/spaces/labor/settings").text
    assert 'value="diagrams" checked' in shown
    assert 'value="maths" checked' not in shown


def test_an_unknown_switch_is_refused_next_to_the_field(browser, page) -> None:
    answer = browser("ana").post("/spaces/labor/settings", **settings(features="scripts"))
    assert answer.status_code == 422
    assert 'id="features-error"' in answer.text


def test_only_managers_of_a_space_change_its_features(browser, page) -> None:
    assert browser("ben").post("/spaces/labor/settings", **settings(features="maths")).status_code == 403
