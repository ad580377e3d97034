"""Writing as in a word processor: what buttons and keys do, and that saving stores this and nothing else."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import unreadable
from tests.browser.hands import edit_page, editor, expect_written, settle, written
from tests.browser.test_writing import save

pytestmark = pytest.mark.browser

PAGE = """# Kopf *

Setext
======

* Stern   mit   Blanks
* noch einer

| a | b |
|---|--:|
| 1 | 2 |

Ein Absatz mit einem Wort und
einem Umbruch.

<div>HTML bleibt.</div>
"""


def tool(page: Page, name: str) -> None:
    page.get_by_role("toolbar", name="Formatierung").get_by_role("button", name=name, exact=True).click()


def from_more(page: Page, name: str) -> None:
    tool(page, "Mehr")
    page.get_by_role("menuitem", name=re.compile(f"^{name}")).click()


def test_one_word_typed_is_all_that_changes(ana, company) -> None:
    page_id = company.page("ana", "handbuch", "Nur ein Wort", PAGE)
    page = ana.open(f"/p/{page_id}/edit")
    editor(page).get_by_text("Ein Absatz mit einem Wort").click(position={"x": 2, "y": 8})
    page.keyboard.press("Home")
    page.keyboard.type("Hier: ")
    save(page)
    page.wait_for_url("**/nur-ein-wort")
    assert company.head(page_id) == PAGE.replace("Ein Absatz", "Hier: Ein Absatz")
    assert ana.refused() == []


def test_the_toolbar_formats_what_is_selected_and_shows_it(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Leiste", "eins zwei drei\n"))
    page.keyboard.press("Control+Shift+ArrowRight")
    settle(page)
    tool(page, "Fett")
    bold = page.get_by_role("toolbar", name="Formatierung").get_by_role("button", name="Fett")
    expect(bold).to_have_attribute("aria-pressed", "true")
    expect(bold).to_have_attribute("title", "Fett (Strg+B)")
    page.keyboard.press("End")
    expect(bold).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Control+Shift+ArrowLeft")
    settle(page)
    page.keyboard.press("Control+i")
    assert written(page) == "**eins** zwei *drei*\n"
    page.keyboard.press("Control+z")
    assert written(page) == "**eins** zwei drei\n"


def test_headings_lists_and_tasks_by_button_and_by_key(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Blöcke", "Titel\n\nPunkt\n"))
    tool(page, "Überschrift")
    page.get_by_role("menuitemradio", name="Überschrift 3").click()
    expect_written(page, "### Titel")
    page.keyboard.press("Control+Shift+Digit2")
    assert written(page) == "## Titel\n\nPunkt\n"
    page.keyboard.press("ArrowDown")
    tool(page, "Liste")
    expect_written(page, "- Punkt")
    tool(page, "Nummerierte Liste")
    expect_written(page, "1. Punkt")
    page.keyboard.press("Control+Shift+Digit9")
    expect_written(page, "[ ] Punkt")
    tool(page, "Checkliste")
    assert written(page) == "## Titel\n\nPunkt\n"


def test_a_task_is_ticked_by_press_and_by_space(ana, company) -> None:
    page_id = company.page("ana", "handbuch", "Aufgaben", "- [ ] eins\n- [x] zwei\n")
    page = edit_page(ana, page_id)
    boxes = editor(page).get_by_role("checkbox")
    boxes.first.click()
    expect(boxes.first).to_be_checked()
    boxes.last.focus()
    page.keyboard.press("Space")
    expect(boxes.last).not_to_be_checked()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    settle(page)
    page.keyboard.press("Enter")
    page.keyboard.type("drei")
    assert written(page) == "- [x] eins\n- [ ] zwei\n- [ ] drei\n"


def test_a_link_by_ctrl_k_is_shown_changed_and_removed_at_the_text(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Verweis", "Mehr dazu hier\n"))
    page.keyboard.press("End")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.keyboard.press("Control+k")
    page.get_by_label("Linkziel").fill("example.org/a")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(editor(page)).to_be_focused()
    assert written(page) == "Mehr dazu [hier](https://example.org/a)\n"
    page.keyboard.press("ArrowLeft")
    bubble = page.get_by_role("toolbar", name="Auswahl formatieren")
    expect(bubble.get_by_role("link")).to_have_attribute("href", "https://example.org/a")
    bubble.get_by_role("button", name="Link bearbeiten").click()
    page.get_by_role("dialog").get_by_label("Text", exact=True).fill("an dieser Stelle")
    page.keyboard.press("Enter")
    expect_written(page, "Mehr dazu [an dieser Stelle](https://example.org/a)\n")
    settle(page)
    page.keyboard.press("ArrowLeft")
    bubble.get_by_role("button", name="Link entfernen").click()
    assert written(page) == "Mehr dazu an dieser Stelle\n"


def test_the_rest_stands_behind_plus(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Mehr davon", "Text\n"))
    from_more(page, "Zitat")
    expect_written(page, "> Text")
    from_more(page, "Zitat")
    from_more(page, "Warnung")
    assert written(page) == "> [!WARNING]\n> Text\n"
    editor(page).get_by_label("Art des Hinweises").select_option("tip")
    assert written(page) == "> [!TIP]\n> Text\n"
    page.keyboard.press("Control+End")
    from_more(page, "Tipp")
    from_more(page, "Trennlinie")
    page.keyboard.type("danach")
    assert written(page) == "Text\n\n---\n\ndanach\n"


def test_what_the_space_has_not_switched_on_is_not_offered(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Ohne Formeln", "x\n"))
    tool(page, "Mehr")
    expect(page.get_by_role("menuitem", name="Vollbild")).to_be_visible()
    for name in ("Formel", "Diagramm", "Fußnote"):
        expect(page.get_by_role("menuitem", name=name)).to_have_count(0)


def test_menus_close_on_escape_and_give_the_focus_back(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Tastatur", "x\n"))
    page.keyboard.press("Shift+Tab")
    bar = page.get_by_role("toolbar", name="Formatierung")
    expect(bar.get_by_role("button", name="Fett")).to_be_focused()
    page.keyboard.press("End")
    more = bar.get_by_role("button", name="Mehr")
    expect(more).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Zitat")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Hinweis")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(more).to_be_focused()


def test_tab_leaves_the_text_after_escape(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Keine Falle", "- a\n- b\n"))
    page.keyboard.press("ArrowDown")
    settle(page)
    page.keyboard.press("Tab")
    assert written(page) == "- a\n  - b\n"
    page.keyboard.press("Shift+Tab")
    assert written(page) == "- a\n- b\n"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(editor(page)).not_to_be_focused()
    assert written(page) == "- a\n- b\n"


def test_the_editor_is_named_and_nothing_is_wrong_for_readers_of_screens(ana, company) -> None:
    page = ana.open(f"/p/{company.pages['alles']}/edit")
    text = editor(page)
    expect(text).to_have_attribute("role", "textbox")
    expect(text).to_have_attribute("aria-label", "Text")
    expect(text).to_have_attribute("lang", "de")
    page.get_by_text("Text", exact=True).first.click()
    expect(text).to_be_focused()
    assert unreadable(page) == []
    tool(page, "Mehr")
    assert unreadable(page) == []
    page.keyboard.press("Escape")
    text.focus()
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    page.keyboard.type("/")
    expect(page.get_by_role("listbox", name="Einfügen")).to_be_visible()
    assert unreadable(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert unreadable(page) == []
    page.keyboard.press("Escape")
    editor(page).get_by_role("cell").first.click()
    page.get_by_role("button", name="Tabellenwerkzeuge").click()
    assert unreadable(page) == []
    assert ana.refused() == []


def test_ctrl_enter_saves(ana, company) -> None:
    page_id = company.page("ana", "handbuch", "Schnell gesichert", "a\n")
    page = edit_page(ana, page_id)
    page.keyboard.type("b")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/schnell-gesichert")
    assert company.head(page_id) == "ba\n"
