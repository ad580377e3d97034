"""Input method composition, letter by letter: nothing is lost, nothing doubled, in both forms of the editor."""

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.browser.hands import as_markdown, edit_page, editor, expect_written, settle, written

pytestmark = [pytest.mark.browser, pytest.mark.prove]
FORMS = pytest.mark.parametrize("form", [editor, as_markdown])
Form = Callable[[Page], Locator]


def at_end(page: Page, form: Form) -> CDPSession:
    """The cursor after the text, and a connection to the browser's input method."""
    form(page).focus()
    page.keyboard.press("Control+End")
    settle(page)
    return page.context.new_cdp_session(page)


def compose(line: CDPSession, *steps: str) -> None:
    """Show each step as the word being composed."""
    for step in steps:
        line.send("Input.imeSetComposition", {"text": step, "selectionStart": len(step), "selectionEnd": len(step)})


def commit(line: CDPSession, word: str) -> None:
    """Commit the word to the text."""
    line.send("Input.insertText", {"text": word})


@FORMS
def test_a_composed_word_appears_once(ana, company, form: Form) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Zusammengesetzt", "alt\n\n**fett** und"))
    line = at_end(page, form)
    compose(line, "n", "ni", "にh", "にほ", "にほん", "日本")
    commit(line, "日本")
    page.keyboard.type(" gut")
    assert written(page).rstrip() == "alt\n\n**fett** und日本 gut"


@FORMS
def test_a_cancelled_composition_leaves_nothing(ana, company, form: Form) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Aufgegeben", "alt"))
    line = at_end(page, form)
    compose(line, "k", "か", "")
    page.keyboard.type("!")
    assert written(page).rstrip() == "alt!"


@FORMS
def test_two_words_in_a_row_appear_once_each(ana, company, form: Form) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Zwei Wörter", "alt"))
    line = at_end(page, form)
    compose(line, "´", "é")
    commit(line, "é")
    compose(line, "˜", "ñ")
    commit(line, "ñ")
    assert written(page).rstrip() == "altéñ"


@FORMS
def test_what_is_saved_while_composing_has_the_letters_so_far(ana, company, form: Form) -> None:
    page_id = company.page("ana", "handbuch", "Mitten im Wort", "alt")
    page = edit_page(ana, page_id)
    line = at_end(page, form)
    compose(line, "に", "にほ")
    expect_written(page, "altにほ")
    page.locator("form[data-drafts] .form-actions .primary").click()
    page.wait_for_url("**/mitten-im-wort")
    assert company.head(page_id).rstrip() == "altにほ"


@pytest.mark.parametrize("text", ["- a\n- b", "| a | b |\n| --- | --- |\n| c | d |", "> a\n>\n> b", "siehe [[Seite]]"])
def test_composing_breaks_nothing_around_it(ana, company, text: str) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", f"Ringsum {len(text)}", text))
    line = at_end(page, editor)
    before = written(page)
    compose(line, "h", "は", "はな")
    commit(line, "花")
    found = written(page)
    assert found.count("花") == 1 and found.replace("花", "") == before
    assert "は" not in found
    expect(editor(page)).to_contain_text("花")


def test_the_list_of_choices_waits_for_the_word(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Liste wartet", ""))
    line = at_end(page, editor)
    page.keyboard.type("[[")
    choices = page.get_by_role("listbox", name="Seiten und Lesezeichen")
    compose(line, "L", "Le")
    commit(line, "Leiterprüfung")
    option = choices.get_by_role("option", name="Leiterprüfung")
    expect(option).to_be_visible()
    page.keyboard.press("Enter")
    assert written(page).strip() == "[[Leiterprüfung]]"
