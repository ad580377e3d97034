"""Journey 4: a Word file becomes a page, browser favourites are imported, and the page links to a network path."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kms.bookmarks.models import Bookmark
from kms.settings import service as settings
from tests import make
from tests.browser.axe import unreadable
from tests.browser.company import Company
from tests.browser.conftest import Visit
from tests.browser.counting import Counted
from tests.browser.hands import written
from tests.imports import files

pytestmark = [pytest.mark.browser, pytest.mark.prove]
SHOT = Callable[[Page, str], None]
PATH = r"S:\Vorlagen\Urlaub.xlsx"


@pytest.fixture
def sent(tmp_path: Path) -> list[str]:
    """The files to import."""
    for name, content in (("Urlaubsantrag.docx", files.leave_request()), ("favoriten.html", files.favourites(12))):
        (tmp_path / name).write_bytes(content)
    return [str(tmp_path / "Urlaubsantrag.docx"), str(tmp_path / "favoriten.html")]


def test_word_file_and_favourites_are_imported_and_the_path_copies_as_its_share(
    visit: Visit, company: Company, sent: list[str], screenshot: SHOT
) -> None:
    with company.runtime.database.transaction() as session:
        settings.change(session, drives=r"S = \\srv\daten")
    ana = visit("ana", width=1366, height=768)
    ana.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = ana.open("/")
    hands = Counted(page, "journey 4")
    hands.click(page.locator(".topbar").get_by_text("Neu", exact=True))
    hands.click(page.locator(".topbar").get_by_role("link", name="Mitbringen"))
    screenshot(page, "bring-choose")
    assert unreadable(page) == []
    hands.click(page.get_by_label("Dateien wählen"), trial=True)
    hands.give_file(page.get_by_label("Dateien wählen"), sent)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vorschau")
    expect(page.locator(".page-lead")).to_contain_text("13 neu, 0 geändert, 0 unverändert")
    screenshot(page, "bring-preview")
    assert unreadable(page) == []
    hands.click(page.get_by_role("button", name="Mitbringen"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mitgebracht")
    expect(page.get_by_text("Sichtbar für: Nur ich")).to_be_visible()
    screenshot(page, "bring-report")
    assert unreadable(page) == []
    report = page.url
    hands.click(page.get_by_role("link", name="„Urlaubsantrag“ bearbeiten"))
    field = page.locator(".ProseMirror")
    expect(field).to_be_visible()
    hands.click(field.get_by_text("Bitte zwei Wochen vorher abgeben."))
    page.keyboard.press("End")
    hands.type(" ")
    hands.paste(PATH)
    hands.type(".")
    expect(field.locator(".path-chip")).to_have_text(PATH)
    assert f"abgeben. {PATH}.\n" in written(page)
    hands.click(page.get_by_role("button", name="Speichern"))
    chip = page.locator(".prose .network-path")
    expect(chip).to_have_text(PATH)
    screenshot(page, "bring-page")
    assert unreadable(page) == []
    chip.get_by_role("button", name=r"Pfad kopieren: \\srv\daten\Vorlagen\Urlaub.xlsx").press("Enter")
    expect(page.locator("#live")).to_have_text(r"Kopiert: \\srv\daten\Vorlagen\Urlaub.xlsx")
    assert page.evaluate("navigator.clipboard.readText()") == r"\\srv\daten\Vorlagen\Urlaub.xlsx"
    hands.say()
    assert hands.clicks + hands.keys <= 8 and hands.pastes == 1
    expect(page.get_by_role("heading", name="Wer entscheidet")).to_be_visible()
    expect(page.locator(".prose th").first).to_have_text("Abteilung")
    assert page.locator(".prose img").evaluate("picture => picture.naturalWidth") == 60
    expect(page.get_by_role("link", name="Urlaubsantrag.docx").first).to_be_visible()
    _favourites_are_here(visit, ana.open("/bookmarks"))
    _again(ana.open("/bring"), sent, company, report)


def _favourites_are_here(visit: Visit, page: Page) -> None:
    expect(page.get_by_role("link", name="Rechte › Urlaub").first).to_be_visible()
    expect(page.get_by_role("link", name="Seite 11", exact=True)).to_be_visible()
    expect(visit("ben").open("/bookmarks").get_by_role("link", name="Seite 11", exact=True)).to_have_count(0)


def _again(page: Page, sent: list[str], company: Company, report: str) -> None:
    """A second import changes nothing; what the first created can be undone, except for later edits."""
    page.get_by_label("Dateien wählen").set_input_files(sent)
    expect(page.locator(".page-lead")).to_contain_text("0 neu, 0 geändert, 12 unverändert, 1 ausgelassen")
    expect(page.get_by_text("hier seit dem Import bearbeitet")).to_be_visible()
    page.goto(report)
    page.get_by_role("button", name="Rückgängig").click()
    expect(page.get_by_text("Zurückgenommen: 0 Seiten, 0 Dateien, 12 Lesezeichen.")).to_be_visible()
    with company.runtime.database.reading() as session:
        owner = make.actor(session, "ana").person_id
        assert not session.query(Bookmark).filter(Bookmark.owner_id == owner, Bookmark.folder != "").count()


def test_a_folder_is_dropped_and_a_wrong_choice_is_explained_where_it_was_made(visit: Visit, tmp_path: Path) -> None:
    ana = visit("ana", width=390, height=844)
    page = ana.open("/bring")
    page.locator("form[data-bring]").evaluate("form => (form.dataset.most = '10')")
    page.get_by_label("Dateien wählen").set_input_files(
        {"name": "gross.md", "mimeType": "text/markdown", "buffer": b"x" * 11}
    )
    expect(page.get_by_role("alert").filter(has_text="mehr als")).to_be_visible()
    page.reload()
    folder = tmp_path / "Werkstatt"
    (folder / "Regeln").mkdir(parents=True)
    (folder / "Regeln" / "Ordnung.md").write_text("# Ordnung\n")
    page.get_by_label("Ordner wählen").set_input_files(folder)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vorschau: Werkstatt")
    expect(page.get_by_text("Werkstatt/Regeln/Ordnung.md")).to_be_visible()
    page.get_by_label("Seiten kommen in").select_option("handbuch")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vorschau: Werkstatt")
    page.get_by_role("button", name="Verwerfen").click()
    expect(page.get_by_text("Es wurde nichts mitgebracht")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
