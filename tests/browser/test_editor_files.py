"""Pictures and files in the editor: several at once, their descriptions, and pictures that cannot be displayed."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.company import picture
from tests.browser.hands import as_markdown, edit_page, editor, expect_written, give, settle, written

pytestmark = pytest.mark.browser


def pick(page: Page, *names: str) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Bild oder Datei").click()
    chooser.value.set_files([{"name": name, "mimeType": "image/png", "buffer": picture()} for name in names])


def test_several_files_at_once_and_their_descriptions(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Mehrere Bilder", "Text\n"))
    page.keyboard.press("End")
    settle(page)
    pick(page, "eins.png", "zwei.png")
    expect(editor(page).locator(".image img")).to_have_count(2)
    field = page.get_by_label("Was ist auf eins.png zu sehen?")
    field.fill("Die neue Leiter")
    field.press("Enter")
    expect(field).to_have_count(0)
    expect_written(page, "![Die neue Leiter](/files/")
    expect_written(page, "![zwei.png](/files/")
    page.get_by_role("button", name="Überspringen").click()
    expect(page.locator("[data-upload-state]")).to_be_empty()
    assert ana.refused() == []


def test_a_picture_is_described_by_its_button(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Bildbeschreibung", "Text\n"))
    pick(page, "plakette.png")
    image = editor(page).locator(".image")
    image.hover()
    image.get_by_role("button", name="Beschreibung ändern").click()
    page.get_by_label("Was ist zu sehen?").fill("Prüfplakette 2026")
    page.keyboard.press("Enter")
    expect_written(page, "![Prüfplakette 2026](/files/")
    expect(editor(page)).to_be_focused()


def test_typing_continues_during_an_upload(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Unterwegs", "Text\n"))
    held = []
    page.route("**/spaces/handbuch/files**", lambda route: held.append(route))
    give(page, "paste", "bild.png", picture())
    expect(editor(page).locator(".uploading")).to_be_visible()
    page.keyboard.press("End")
    settle(page)
    page.keyboard.type(" geht weiter")
    page.keyboard.press("Enter")
    page.keyboard.type("und weiter")
    assert written(page) == "Text geht weiter\n\nund weiter\n"
    held[0].continue_()
    expect_written(page, "![bild.png](/files/")
    assert written(page).startswith("![bild.png](/files/") and written(page).endswith(
        ")Text geht weiter\n\nund weiter\n"
    )


def test_files_can_be_added_in_markdown_too(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Bild im Markdown", "Text\n"))
    as_markdown(page)
    page.keyboard.press("Control+Home")
    page.keyboard.press("End")
    settle(page)
    give(page, "drop", "bild.png", picture())
    expect_written(page, "![bild.png](/files/")
    page.keyboard.press("Control+z")
    assert written(page) == "Text\n"


def test_pictures_that_cannot_be_shown_say_so(ana, company) -> None:
    text = "![Der Plan](https://bilder.example.org/plan.png)\n\n![Weg](/files/99999)\n"
    page = edit_page(ana, company.page("ana", "handbuch", "Unsichtbar", text))
    missing = editor(page).locator(".image-missing")
    expect(missing.first).to_contain_text("https://bilder.example.org/plan.png")
    expect(missing.last).to_contain_text("Nicht gefunden")
    assert written(page) == text
    assert ana.refused() == []
