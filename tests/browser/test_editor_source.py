"""The Markdown form: switching without changing a byte, keeping the position, and opening first when necessary."""

import pytest
from playwright.sync_api import expect

from tests.browser.hands import as_markdown, as_rich_text, edit_page, editor, paste, write, written
from tests.browser.test_writing import save

pytestmark = [pytest.mark.browser, pytest.mark.prove]

PREVIEW = "Vorschau"

DOCUMENTS = {
    "lists": "* a\n    * b\n\n+ c\n\n1) x\n1) y\n   \n   z\n",
    "tables": "a|b\n-|:-:\n1|`x\\|y`\n\n|c|\n|---|\n|d|\n",
    "odd": "---\ntitel: x\n---\n\nSetext\n------\n\n***\n\n<b>roh</b>\n\n[r]: https://example.org/ 'T'\n\n"
    "Siehe [r] und [[Seite|dort]].\n\n\n\nEnde  \nhart\\\nEnde",
    "code": "~~~~ python x=1\n```\n~~~~\n\n    eingerückt\n\n> [!NOTE]\n> > tief\n",
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_switching_back_and_forth_changes_no_byte(ana, company, name: str) -> None:
    text = DOCUMENTS[name]
    page = edit_page(ana, company.page("ana", "handbuch", f"Hin und her {name}", text))
    assert written(page) == text
    as_markdown(page)
    assert written(page) == text
    as_rich_text(page)
    assert written(page) == text
    assert ana.refused() == []


def test_what_is_written_in_markdown_is_shown_formatted_and_undo_reaches_back(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Umschalten", "alt\n"))
    as_markdown(page)
    page.keyboard.press("Control+End")
    page.keyboard.type("\n**neu**")
    as_rich_text(page)
    expect(editor(page).locator("strong")).to_have_text("neu")
    page.keyboard.press("Control+z")
    assert written(page) == "alt\n"


def test_the_cursor_stays_in_its_block(ana, company) -> None:
    text = "\n\n".join(f"## Abschnitt {n}\n\nAbsatz {n} mit Text." for n in range(60)) + "\n"
    page = edit_page(ana, company.page("ana", "handbuch", "Lang genug", text))
    editor(page).get_by_text("Absatz 40 mit").click()
    as_markdown(page)
    expect(page.locator(".cm-line").filter(has_text="Absatz 40 mit")).to_be_in_viewport()
    page.keyboard.press("Home")
    page.keyboard.type("hier ")
    assert "hier Absatz 40 mit" in written(page)
    as_rich_text(page)
    expect(editor(page).get_by_text("hier Absatz 40 mit")).to_be_in_viewport()
    page.keyboard.press("Home")
    page.keyboard.type("und ")
    assert "und hier Absatz 40 mit" in written(page)


def test_a_text_the_editor_does_not_show_opens_as_markdown_and_says_so(ana, company) -> None:
    text = "- " * 300 + "x\n"
    page_id = company.page("ana", "handbuch", "Zu tief", text)
    page = ana.open(f"/p/{page_id}/edit")
    expect(page.get_by_role("button", name="Markdown", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-editor-note]")).to_contain_text("als Markdown geöffnet")
    assert written(page) == text
    page.get_by_role("button", name="Markdown", exact=True).click()
    expect(page.get_by_role("button", name="Markdown", exact=True)).to_have_attribute("aria-pressed", "true")
    write(page, "flach")
    as_rich_text(page)
    expect(page.locator("[data-editor-note]")).to_be_hidden()
    assert written(page) == "flach"


def test_markdown_has_its_keys_its_preview_and_its_colours(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Quelltext", "# Kopf\n\nWort\n"))
    as_markdown(page)
    expect(page.locator(".cm-line .tok-heading").filter(has_text="Kopf")).to_be_visible()
    page.keyboard.press("Control+End")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.press("Control+b")
    assert written(page) == "# Kopf\n\n**Wort**\n"
    page.get_by_role("button", name=PREVIEW).click()
    expect(page.get_by_role("region", name=PREVIEW).locator("strong")).to_have_text("Wort")
    page.keyboard.press("Escape")
    editor(page).focus()
    page.keyboard.press("Control+f")
    expect(page.locator(".cm-search")).to_be_visible()
    expect(page.get_by_placeholder("Suchen")).to_be_focused()
    as_rich_text(page)
    expect(page.get_by_role("region", name=PREVIEW)).to_be_hidden()
    assert ana.refused() == []


def test_saving_from_markdown_stores_it_as_it_stands(ana, company) -> None:
    page_id = company.page("ana", "handbuch", "So wie es steht", "x\n")
    page = edit_page(ana, page_id)
    as_markdown(page)
    page.keyboard.press("Control+End")
    page.keyboard.type("* y\n+  z")
    save(page)
    page.wait_for_url("**/so-wie-es-steht")
    assert company.head(page_id) == "x\n* y\n+  z"


def test_what_could_not_be_serialised_is_shown_as_markdown_before_saving(ana, company) -> None:
    page_id = company.page("ana", "handbuch", "Unsicher", "Davor\n")
    page = edit_page(ana, page_id)
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    paste(page, '<ul><li data-checked="false"><h2>Eine Überschrift als Aufgabe</h2></li></ul>')
    expect(editor(page).get_by_role("checkbox")).to_have_count(1)
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-editor-note]")).to_contain_text("Nichts ist verloren")
    expect(page.get_by_role("button", name="Markdown", exact=True)).to_have_attribute("aria-pressed", "true")
    assert "Eine Überschrift als Aufgabe" in editor(page).inner_text()
    assert company.head(page_id) == "Davor\n"
