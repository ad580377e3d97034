"""Typing: Markdown that is formatted at once, the "/" menu, and what Enter, Backspace and Tab do."""

import pytest
from playwright.sync_api import expect

from tests.browser.hands import edit_page, editor, expect_written, insert, settle, written

pytestmark = pytest.mark.browser

TYPED = {
    "### Kopf": "### Kopf",
    "- Punkt": "- Punkt",
    "1. erstens": "1. erstens",
    "7. siebtens": "7. siebtens",
    "[ ] offen": "[ ] offen",
    "[x] erledigt": "[x] erledigt",
    "> gesagt": "> gesagt",
    "> [!TIP] Rat": "> [!TIP]\n> Rat",
    "sehr **fett** hier": "sehr **fett** hier",
    "sehr *schräg* hier": "sehr *schräg* hier",
    "sehr `a*b*c` hier": "sehr `a*b*c` hier",
    "sehr ~~alt~~ hier": "sehr ~~alt~~ hier",
    "[Text](https://example.org/) hier": "[Text](https://example.org/) hier",
    "2 * 3 * 4": "2 * 3 * 4",
    "datei_name_neu": "datei_name_neu",
}


def test_markdown_becomes_formatted_while_it_is_typed(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Getippt"))
    for typed, stored in TYPED.items():
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
        page.keyboard.press("Control+Shift+Digit0")
        page.keyboard.type(typed)
        assert stored in written(page), typed
        assert "\\" not in written(page), typed


def test_fences_and_rules_are_recognised(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Zäune"))
    page.keyboard.type("```python")
    page.keyboard.press("Enter")
    page.keyboard.type("if a:")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("# kein Kopf")
    expect(editor(page).get_by_label("Programmiersprache")).to_have_value("python")
    page.keyboard.press("ArrowDown")
    page.keyboard.type("---danach")
    assert written(page).strip() == "```python\nif a:\n  # kein Kopf\n```\n\n---\n\ndanach"


def test_backspace_restores_the_typed_characters(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Doch nicht"))
    page.keyboard.type("# ")
    expect(editor(page).get_by_role("heading")).to_have_count(1)
    page.keyboard.press("Backspace")
    page.keyboard.type("1")
    expect(editor(page)).to_have_text("# 1")


def test_enter_twice_leaves_a_list_and_a_quotation(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Wieder heraus"))
    page.keyboard.type("- eins")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("> gesagt")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("danach")
    assert written(page).strip() == "- eins\n\n> gesagt\n\ndanach"


def test_backspace_at_the_start_lifts_out(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Zurück", "> gesagt\n"))
    page.keyboard.press("Backspace")
    assert written(page) == "gesagt\n"
    page.keyboard.type("## ")
    assert written(page) == "## gesagt\n"
    page.keyboard.press("End")
    settle(page)
    page.keyboard.press("Home")
    settle(page)
    page.keyboard.press("Backspace")
    assert written(page) == "gesagt\n"


def test_a_typed_address_becomes_a_link(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Adresse"))
    page.keyboard.type("siehe https://example.org/a.")
    page.keyboard.press("Enter")
    page.keyboard.type("oder https://example.org/b hier")
    expect(editor(page).get_by_role("link")).to_have_text(["https://example.org/a", "https://example.org/b"])
    assert written(page).strip() == "siehe https://example.org/a.\n\noder https://example.org/b hier"


def test_the_slash_menu_finds_by_words_of_both_languages(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Schrägstrich"))
    menu = page.get_by_role("listbox", name="Einfügen")
    for word, name in (("/tabe", "Tabelle"), ("/quota", "Zitat"), ("/unter", "Überschrift 3"), ("/warn", "Warnung")):
        page.keyboard.type(word)
        expect(menu.get_by_role("option").first).to_contain_text(name)
        expect(menu.get_by_role("option").first).to_have_attribute("aria-selected", "true")
        page.keyboard.press("Escape")
        expect(menu).to_have_count(0)
        for _ in word:
            page.keyboard.press("Backspace")
    page.keyboard.type("/")
    expect(menu).to_be_visible()
    first = editor(page).get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowDown")
    assert editor(page).get_attribute("aria-activedescendant") != first
    page.keyboard.press("Enter")
    page.keyboard.type("Abschnitt")
    assert written(page).strip() == "### Abschnitt"


def test_a_slash_inside_a_word_opens_nothing(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Und/oder"))
    page.keyboard.type("und/oder 1/2 https://a/b")
    expect(page.get_by_role("listbox")).to_have_count(0)
    assert written(page).strip() == "und/oder 1/2 https://a/b"


def test_the_slash_menu_works_with_the_mouse(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Mit der Maus"))
    page.keyboard.type("Text /zit")
    page.get_by_role("option", name="Zitat").click()
    expect_written(page, "> Text")
    expect(editor(page)).to_be_focused()


def test_undo_and_redo(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Zurück und vor", "alt\n"))
    page.keyboard.type("neu ")
    page.keyboard.press("Control+z")
    assert written(page) == "alt\n"
    page.keyboard.press("Control+y")
    assert written(page) == "neu alt\n"


def test_emojis_are_found_in_both_languages(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Emojis"))
    for word, sign in (("rakete", "🚀"), ("coffee", "☕")):
        page.keyboard.type(" ")
        insert(page, "emoji", "Emoji")
        page.get_by_label("Emoji suchen").fill(word)
        page.keyboard.press("Enter")
        expect(editor(page)).to_contain_text(sign)
    expect(editor(page)).to_be_focused()
    assert ana.refused() == []
