"""Formulas, diagrams and footnotes while editing, in a space that enables them."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import editor, written

pytestmark = pytest.mark.browser


@pytest.fixture
def empty(ana, company) -> Page:
    page = ana.open(f"/p/{company.page('ana', 'labor', 'Versuch')}/edit")
    editor(page).click()
    return page


def slash(page: Page, words: str) -> None:
    page.keyboard.type(f"/{words}")
    expect(page.get_by_role("listbox", name="Einfügen").get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")


def test_a_formula_is_drawn_next_to_its_source(empty, ana, screenshot) -> None:
    slash(empty, "formel")
    empty.keyboard.type("\\frac{a}{b}")
    expect(editor(empty).locator(".katex")).to_be_visible()
    assert written(empty).strip() == "$$\n\\frac{a}{b}\n$$"
    screenshot(empty, "writing-formula")
    assert ana.refused() == []


def test_a_half_written_formula_shows_a_red_error_within_the_policy(empty, ana) -> None:
    slash(empty, "formel")
    empty.keyboard.type("\\frac{a}{")
    half = editor(empty).locator(".katex-error")
    expect(half).to_have_text("\\frac{a}{")
    expect(half).to_have_css("color", "rgb(179, 38, 30)")
    assert ana.refused() == []


def test_a_diagram_is_drawn_while_typing(empty, ana, screenshot) -> None:
    slash(empty, "diagramm")
    picture = empty.frame_locator("iframe.diagram-frame").locator("svg")
    expect(picture.get_by_text("A", exact=True).first).to_be_visible()
    assert written(empty).startswith("```mermaid\nflowchart LR")
    screenshot(empty, "writing-diagram")
    assert ana.refused() == []


def test_a_footnote_gets_its_place_below_the_text(empty) -> None:
    empty.keyboard.type("Eine Behauptung")
    empty.keyboard.type(" ")
    slash(empty, "fuß")
    empty.keyboard.type("Der Beleg.")
    text = written(empty)
    assert "Eine Behauptung" in text
    assert "[^1]" in text.splitlines()[0]
    assert "[^1]: Der Beleg." in text


def test_existing_formulas_are_shown_and_kept(ana, company) -> None:
    text = "Die Fläche $a \\cdot b$ ist groß.\n\n$$\nx^2\n$$\n"
    page = ana.open(f"/p/{company.page('ana', 'labor', 'Mit Formeln', text)}/edit")
    expect(editor(page).locator(".katex").first).to_be_visible()
    assert written(page) == text
