"""Around the text: find and replace, word count, full screen, phone, and speed."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import unreadable
from tests.browser.hands import edit_page, editor, settle, written

pytestmark = [pytest.mark.browser, pytest.mark.prove]

LONG = "\n\n".join(
    f"## Abschnitt {n}\n\n" + f"Die Leiter Nummer {n} wird geprüft und **danach** wieder ins Regal gestellt. " * 8
    for n in range(50)
)

CLEAR_OF_THE_BARS = """() => {
  const line = getSelection().getRangeAt(0).getClientRects()[0];
  const above = document.querySelector(".editor-bar").getBoundingClientRect().bottom;
  const below = document.querySelector("form > .form-actions").getBoundingClientRect().top;
  return line && line.top >= above && line.bottom <= below;
}"""


def test_the_current_line_stays_clear_of_the_bars_and_save_within_reach(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Lang im Blick", LONG))
    page.keyboard.press("Control+End")
    page.wait_for_function(CLEAR_OF_THE_BARS)
    for _ in range(40):
        page.keyboard.press("ArrowUp")
    page.wait_for_function(CLEAR_OF_THE_BARS)
    expect(page.get_by_role("button", name="Speichern für alle")).to_be_in_viewport()


def test_a_path_in_angle_brackets_is_one_chip_with_its_spaces(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Pfade", r"Siehe <S:\Eigene Dateien\Urlaub 2026.xlsx>."))
    expect(editor(page).locator(".path-chip")).to_have_text(r"S:\Eigene Dateien\Urlaub 2026.xlsx")


def test_find_and_replace(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Suchen", "Leiter und **leiter**\n\n- Leiterin\n"))
    page.keyboard.press("Control+f")
    panel = page.get_by_role("search", name="Suchen und ersetzen")
    panel.get_by_label("Suchen", exact=True).fill("leiter")
    expect(panel.locator("output")).to_have_text("– von 3")
    expect(editor(page).locator(".found")).to_have_count(3)
    panel.get_by_role("button", name="Groß- und Kleinschreibung beachten").click()
    expect(panel.locator("output")).to_have_text("– von 1")
    panel.get_by_role("button", name="Groß- und Kleinschreibung beachten").click()
    panel.get_by_label("Suchen", exact=True).press("Enter")
    expect(panel.locator("output")).to_have_text("1 von 3")
    panel.get_by_label("Ersetzen durch").fill("Tritt")
    panel.get_by_role("button", name="Ersetzen", exact=True).click()
    expect(panel.locator("output")).to_have_text("1 von 2")
    assert written(page) == "Tritt und **leiter**\n\n- Leiterin\n"
    assert unreadable(page) == []
    panel.get_by_role("button", name="Alle ersetzen").click()
    assert written(page) == "Tritt und **Tritt**\n\n- Trittin\n"
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(editor(page)).to_be_focused()
    page.keyboard.press("Control+z")
    assert written(page) == "Tritt und **leiter**\n\n- Leiterin\n"


def test_words_are_counted(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Zählen", "eins **zwei** drei\n"))
    count = page.locator("[data-words]")
    expect(count).to_have_text("3 Wörter")
    page.keyboard.press("Control+a")
    page.keyboard.type("eins")
    expect(count).to_have_text("1 Wort")


def test_full_screen_and_back_by_escape(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Groß", "Text\n"))
    page.get_by_role("button", name="Mehr", exact=True).click()
    page.get_by_role("menuitem", name="Vollbild").click()
    box = page.locator("[data-editor]").bounding_box()
    assert box is not None and (box["x"], box["y"], box["width"]) == (0, 0, 1280)
    assert unreadable(page) == []
    page.keyboard.type("mehr ")
    page.keyboard.press("Escape")
    assert (page.locator("[data-editor]").bounding_box() or {})["y"] > 0
    assert written(page) == "mehr Text\n"


def test_the_bar_is_one_row_at_the_thumb_on_a_phone(visit, company, screenshot) -> None:
    ana = visit("ana", width=390, height=760, has_touch=True, is_mobile=True)
    page = edit_page(ana, company.page("ana", "handbuch", "Unterwegs geschrieben", LONG))
    bar = page.get_by_role("toolbar", name="Formatierung")
    box = bar.bounding_box()
    assert box is not None and box["y"] > 600 and box["height"] < 60 and box["width"] <= 390
    assert bar.get_by_role("button").count() == 10
    for button in bar.get_by_role("button").all():
        size = button.bounding_box()
        assert size is not None and size["height"] >= 44 and size["width"] >= 32
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    screenshot(page, "editor on a phone")
    assert unreadable(page) == []
    bar.get_by_role("button", name="Mehr").tap()
    page.get_by_role("menuitem", name="Zitat").tap()
    assert written(page).startswith("> ## Abschnitt 0")


def test_what_is_typed_at_the_end_of_a_long_page_stays_there(ana, company) -> None:
    page_id = company.page("ana", "handbuch", "Sehr lang", LONG)
    page = edit_page(ana, page_id)
    page.keyboard.press("Control+End")
    settle(page)
    page.keyboard.type(" und noch etwas mehr Text, Zeichen für Zeichen")
    text = written(page)
    assert text.rstrip().endswith("ins Regal gestellt. und noch etwas mehr Text, Zeichen für Zeichen")
    assert text.startswith(LONG.rstrip())
