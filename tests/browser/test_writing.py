"""Writing pages as people do it: toolbar, preview, files, drafts, and that no typed text is ever lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.browser.company import picture
from tests.browser.hands import as_markdown, edit_page, editor, expect_written, give, write, written

pytestmark = pytest.mark.browser


def save(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Speichern")).first.click()


def shown(page: Page) -> str:
    """The text of the rendered page."""
    return page.locator(".prose").inner_text()


def test_a_new_page_with_toolbar_preview_and_ctrl_s(ana) -> None:
    page = ana.open("/")
    page.keyboard.press("n")
    page.get_by_role("link", name="Handbuch", exact=True).click()
    expect(page.locator("#title")).to_be_focused()
    page.keyboard.type("Montagsrunde")
    editor(page).click()
    page.get_by_role("button", name="Überschrift").click()
    page.get_by_role("menuitemradio", name="Überschrift 2").click()
    page.keyboard.type("Heute\nWir ")
    page.get_by_role("button", name="Fett").click()
    page.keyboard.type("müssen")
    page.keyboard.press("Control+b")
    page.keyboard.type(" das klären.")
    assert written(page).strip() == "## Heute\n\nWir **müssen** das klären."
    as_markdown(page)
    page.get_by_role("button", name="Vorschau").click()
    preview = page.get_by_role("region", name="Vorschau")
    expect(preview.get_by_role("heading", name="Heute")).to_be_visible()
    expect(preview.locator("strong")).to_have_text("müssen")
    editor(page).press("Control+s")
    expect(page.get_by_role("heading", name="Montagsrunde", level=1)).to_be_visible()
    assert "Wir müssen das klären." in shown(page)
    assert ana.refused() == []


def test_files_dropped_pasted_and_picked_show_after_saving(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Mit Bildern"))
    give(page, "drop", "gezogen.png", picture("teal"))
    expect_written(page, "![gezogen.png](/files/")
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    give(page, "paste", "image.png", picture("plum"))
    expect_written(page, "![image.png](/files/")
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Bild oder Datei").click()
    chooser.value.set_files([{"name": "Prüfung.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}])
    expect_written(page, "[Prüfung.pdf](/files/")
    save(page)
    expect(page.locator(".prose img")).to_have_count(2)
    for image in page.locator(".prose img").all():
        expect(image).to_have_js_property("naturalWidth", 320)
    expect(page.locator(".prose").get_by_role("link", name="Prüfung.pdf")).to_be_visible()
    assert ana.refused() == []


def test_a_refused_file_is_explained_sent_again_and_the_text_stays(ana, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Ohne Verbindung", "Text davor\n"))
    page.route("**/spaces/handbuch/files**", lambda route: route.abort())
    page.keyboard.press("End")
    give(page, "drop", "bild.png", picture())
    failed = page.locator("[data-upload-state] .failed")
    expect(failed).to_contain_text("bild.png")
    expect(failed).to_contain_text("keine Verbindung")
    assert written(page) == "Text davor\n"
    page.unroute("**/spaces/handbuch/files**")
    failed.get_by_role("button", name="Erneut versuchen").click()
    expect_written(page, "Text davor![bild.png](/files/")
    ana.complaints.clear()  # Chromium itself logs the broken connection


def sign_in(page: Page, name: str) -> None:
    page.get_by_label("Benutzername").fill(name)
    page.get_by_label("Passwort").fill(make.PASSWORD)
    page.get_by_role("button", name="Anmelden").click()


def test_a_sign_in_that_ended_loses_nothing(visit, company, screenshot) -> None:
    lena = visit("lena")
    page_id = company.page("lena", "handbuch", "Lange geschrieben", "alt\n")
    page = lena.open(f"/p/{page_id}/edit")
    write(page, "sehr viel Arbeit\n")
    company.sign_out("lena")
    save(page)
    expect(page.locator("#text")).to_have_value("sehr viel Arbeit\n")
    screenshot(page, "signed out while writing")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="In neuem Tab anmelden").click()
    sign_in(opened.value, "lena")
    expect(opened.value.get_by_role("heading", name="Start")).to_be_visible()
    opened.value.close()
    page.get_by_role("button", name="Erneut senden").click()
    page.wait_for_url("**/lange-geschrieben")
    assert company.head(page_id) == "sehr viel Arbeit\n"


def test_a_red_link_creates_the_page(ana, company) -> None:
    page_id = company.page("ana", "handbuch", "Sammlung", "Siehe [[Neue Idee]].")
    page = ana.open(f"/p/{page_id}")
    page.locator(".prose").get_by_role("link", name="Neue Idee").click()
    expect(page.locator("#title")).to_have_value("Neue Idee")
    expect(editor(page)).to_be_focused()
    write(page, "Da ist sie.")
    save(page)
    page.wait_for_url("**/neue-idee")
    expect(page.get_by_role("complementary").get_by_role("link", name="Sammlung")).to_be_visible()
    ana.open(f"/p/{page_id}")
    page.locator(".prose").get_by_role("link", name="Neue Idee").click()
    expect(page.locator(".prose")).to_have_text("Da ist sie.")


def test_renaming_repairs_links_and_keeps_the_old_address(ana, company) -> None:
    target = company.page("ana", "handbuch", "Kreissäge", "Vorsicht.")
    other = company.page("ana", "handbuch", "Werkstatt", "Zuerst [[Kreissäge]] lesen.")
    page = ana.open(f"/p/{target}/kreissaege")
    page.keyboard.press("e")
    page.locator("#title").fill("Tischkreissäge")
    save(page)
    page.wait_for_url("**/tischkreissaege")
    assert company.head(other) == "Zuerst [[Tischkreissäge]] lesen."
    ana.open(f"/p/{target}/kreissaege")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tischkreissäge")


def test_trashed_pages_come_back_by_undo_and_by_restore(ana, company) -> None:
    page_id = company.page("ana", "handbuch", "Bald weg", "noch da")
    for way in ("Rückgängig", "Wiederherstellen"):
        page = ana.open(f"/p/{page_id}")
        page.locator("summary").filter(has_text="Mehr").click()
        page.get_by_role("button", name="In den Papierkorb").click()
        expect(page.get_by_role("status").first).to_contain_text("Bald weg")
        if way == "Wiederherstellen":
            ana.open("/trash")
        page.get_by_role("button", name=way).first.click()
        page.wait_for_url("**/bald-weg")
        assert shown(page) == "noch da"


def test_without_scripts_pages_are_edited_get_files_and_are_restored(visit, company) -> None:
    ana = visit("ana", java_script_enabled=False)
    page = ana.open("/spaces/handbuch/new")
    page.locator("#title").fill("Ganz ohne Skript")
    page.locator("#text").fill("erster Text")
    save(page)
    expect(page.locator(".prose")).to_have_text("erster Text")
    page.get_by_role("link", name="Bearbeiten").click()
    page.locator("#text").fill("zweiter Text")
    page.locator("#tags").fill("Probe, ohne Skript")
    save(page)
    expect(page.locator(".prose")).to_have_text("zweiter Text")
    expect(page.get_by_role("link", name="ohne Skript", exact=True)).to_be_visible()
    page.locator("summary").filter(has_text="Datei hinzufügen").click()
    page.locator("#file").set_input_files([{"name": "Plan.png", "mimeType": "image/png", "buffer": picture()}])
    page.get_by_role("button", name="Hinzufügen", exact=True).click()
    expect(page.get_by_role("link", name="Plan.png", exact=True)).to_be_visible()
    page.locator("summary").filter(has_text="Mehr").first.click()
    page.get_by_role("link", name="Versionen").click()
    page.get_by_role("link", name="Version 1").click()
    page.get_by_role("button", name="Diese Version wiederherstellen").click()
    expect(page.locator(".prose")).to_have_text("erster Text")
    page.locator("summary").filter(has_text="Mehr").first.click()
    page.get_by_role("button", name="In den Papierkorb").click()
    ana.open("/trash")
    page.get_by_role("button", name="Wiederherstellen").first.click()
    expect(page.locator(".prose")).to_have_text("erster Text")


def test_a_picture_of_another_server_becomes_a_link(ana, company) -> None:
    text = "![Der Plan](https://bilder.example.org/plan.png) und [![Marke](//bilder.example.org/m.png)](https://example.org/)"
    page = ana.open(f"/p/{company.page('ana', 'handbuch', 'Fremde Bilder', text)}")
    link = page.locator(".prose").get_by_role("link", name="Der Plan")
    expect(link).to_have_attribute("href", "https://bilder.example.org/plan.png")
    expect(page.locator(".prose").get_by_role("link", name="Marke")).to_have_attribute("href", "https://example.org/")
    expect(page.locator(".prose img")).to_have_count(0)
