"""Bookmarks as people use them: form, bookmarklet, who else saved it, paths, trash, export files."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import make

pytestmark = [pytest.mark.browser, pytest.mark.prove]


def test_a_bookmark_is_saved_with_completed_tags(ana, company) -> None:
    page = ana.open("/")
    page.keyboard.press("b")
    expect(page.locator("#url")).to_be_focused()
    page.keyboard.type("https://example.net/neu")
    page.locator("#title").fill("Etwas Neues")
    page.locator("#tags").press_sequentially("Sich")
    expect(page.get_by_role("option", name="Sicherheit")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#tags")).to_have_value("Sicherheit, ")
    page.keyboard.type("eigenes Wort")
    page.get_by_label("Alle, die sich anmelden können").check()
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Etwas Neues")
    expect(page.locator(".page-meta")).to_contain_text("Alle")
    expect(page.locator(".page-meta").get_by_role("link", name="eigenes Wort")).to_be_visible()
    assert ana.refused() == []


def test_an_invalid_address_is_explained_next_to_its_field_and_nothing_is_lost(ana) -> None:
    page = ana.open("/bookmarks/new")
    page.locator("#url").fill("javascript:alert(1)")
    page.locator("#title").fill("Mein Titel")
    page.locator("#description").fill("Mein Grund")
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator("#url-error")).to_be_visible()
    expect(page.locator("#title")).to_have_value("Mein Titel")
    expect(page.locator("#description")).to_have_value("Mein Grund")


def test_the_bookmarklet_fills_the_form_and_saves_only_on_click(ana, company) -> None:
    script = ana.open("/bookmarks/tools").get_by_role("link", name="In kms speichern").get_attribute("href")
    assert script is not None and script.startswith("javascript:")
    title = '„Böses" <b>Beispiel</b> & mehr'
    body = "<p id=p>Markierter Text</p>"
    ana.context.route(
        "http://anderswo.test/**",
        lambda route: route.fulfill(
            content_type="text/html; charset=utf-8", body=f"<title>{title.replace('<', '&lt;')}</title>{body}"
        ),
    )
    other = ana.context.new_page()
    other.goto("http://anderswo.test/seite?a=1&b=2")
    other.evaluate("getSelection().selectAllChildren(document.getElementById('p'))")
    with other.expect_popup() as opened:
        other.evaluate(script.removeprefix("javascript:"))
    form = opened.value
    expect(form.locator("#url")).to_have_value("http://anderswo.test/seite?a=1&b=2")
    expect(form.locator("#title")).to_have_value(title)
    expect(form.locator("#description")).to_have_value("Markierter Text")
    expect(form.locator("#tags")).to_be_focused()
    assert "anderswo.test" not in ana.open("/bookmarks?by=ana").content()
    form.get_by_role("button", name="Speichern").click()
    expect(form.get_by_role("heading", level=1)).to_have_text(title)
    assert "anderswo.test" in ana.open("/bookmarks?by=ana").content()


def test_a_network_path_is_a_chip_that_copies(ana, company) -> None:
    ana.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=ana.address)
    for path in (f"/p/{company.pages['alles']}", "/bookmarks"):
        page = ana.open(path)
        chip = page.locator("main .network-path").first
        expect(chip).to_contain_text(r"\\srv\daten\Vorlagen\Urlaub.xlsx")
        page.evaluate("navigator.clipboard.writeText('')")
        chip.get_by_role("button", name="Pfad kopieren").click()
        expect(page.locator("#live")).to_contain_text("Kopiert")
        assert page.evaluate("navigator.clipboard.readText()") == r"\\srv\daten\Vorlagen\Urlaub.xlsx"


def test_other_savers_are_shown_and_one_can_join(visit, company) -> None:
    page = visit("lena").open(f"/b/{company.bookmarks['bens']}")
    expect(page.get_by_role("heading", name="Auch gespeichert von")).to_be_visible()
    expect(page.get_by_role("link", name="Ana: Leitern sicher benutzen")).to_be_visible()
    page.get_by_role("link", name="Auch speichern").click()
    expect(page.locator("main .flash")).to_contain_text("Ana, Ben")
    page.locator("#tags").fill("Lenas Wort")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", name="Auch gespeichert von")).to_be_visible()
    visit("lena").open("/bookmarks/new?url=https://example.org/leitern")
    assert "Lenas Wort" in visit("ben").open(f"/b/{company.bookmarks['bens']}").locator("main").inner_text()


def test_an_already_saved_address_opens_its_bookmark(ana, company) -> None:
    page = ana.open("/bookmarks/new?url=https://example.org/leitern")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lesezeichen bearbeiten")
    expect(page.locator("#title")).to_have_value("Leitern sicher benutzen")


def test_the_trash_gives_bookmarks_back(visit, company) -> None:
    with company.runtime.database.transaction() as session:
        made = make.bookmark(session, "ben", "https://example.net/bald-weg", "Bald weg")
    ben = visit("ben")
    for way in ("Rückgängig", "Wiederherstellen"):
        page = ben.open(f"/b/{made}")
        page.locator("main summary").filter(has_text="Mehr").click()
        page.get_by_role("button", name="In den Papierkorb").click()
        expect(page.get_by_role("button", name="Rückgängig")).to_be_visible()
        expect(page.locator(".rows")).not_to_contain_text("Bald weg")
        if way == "Wiederherstellen":
            ben.open("/bookmarks/trash")
        page.get_by_role("button", name=way).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Bald weg")


def test_bookmarks_are_filtered_by_tag_and_filters_are_removed(ana) -> None:
    page = ana.open("/bookmarks")
    page.get_by_role("navigation", name="Häufige Schlagwörter").get_by_role("link", name="BG").click()
    expect(page.locator(".rows .row")).to_have_count(1)
    page.get_by_role("link", name="Filter „BG“ entfernen").click()
    expect(page.locator(".rows .row").nth(1)).to_be_visible()


def test_export_downloads_and_import_of_it_changes_nothing(ana, tmp_path: Path) -> None:
    page = ana.open("/bookmarks/tools")
    with page.expect_download() as download:
        page.get_by_role("link", name="Als JSON").click()
    own = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert "https://example.com/privat" in json.dumps(own)
    with page.expect_download() as download:
        page.get_by_role("link", name="Als HTML").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    ana.open("/bookmarks/import")
    page.get_by_label("Dateien wählen").set_input_files(file)
    expect(page.locator(".page-lead")).to_contain_text("0 neu, 0 geändert")
