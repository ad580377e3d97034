"""The sharing dialog: by keyboard, on a phone, and without script."""

from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.browser.axe import unreadable
from tests.browser.company import Company

pytestmark = [pytest.mark.browser, pytest.mark.prove]
_NUMBERS = count(1)


@pytest.fixture
def place(company: Company) -> tuple[str, int]:
    """A space of a group of lena and ana with a page: its address, the page's id."""
    with company.runtime.database.transaction() as session:
        number = next(_NUMBERS)
        group = make.group(session, f"Lager {number}", leads=("lena",), members=("ana",))
        make.space(session, "lena", f"lager-{number}", f"group:{group}")
        page = make.page(session, "ana", f"lager-{number}", "Inventur", "Regal drei")
    return f"/spaces/lager-{number}", page


def add(page: Page, typed: str) -> None:
    """Name somebody using only the keyboard."""
    field = page.get_by_label("Person oder Gruppe")
    field.focus()
    field.press_sequentially(typed)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def test_a_space_is_shared_in_its_dialog_by_keyboard(visit, place, screenshot) -> None:
    space, _ = place
    cleo = visit("cleo")
    expect(cleo.open(space).locator(".status")).to_have_text("404")
    page = visit("lena").open(space)
    page.get_by_role("link", name="Sichtbar für").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    add(page, "cleo")
    expect(dialog.get_by_text("Gewinnen Zugriff (1):")).to_be_visible()
    assert unreadable(page) == []
    screenshot(page, "sharing-space")
    dialog.get_by_role("button", name="Übernehmen").press("Enter")
    expect(page.get_by_text("Der Zugriff wurde geändert.")).to_be_visible()
    expect(page.get_by_role("link", name="Sichtbar für")).to_contain_text("Cleo")
    expect(cleo.open(space).get_by_role("heading", level=1)).to_contain_text("Lager")


def test_escape_closes_the_dialog_and_changes_nothing(visit, place) -> None:
    space, _ = place
    page = visit("lena").open(space)
    opener = page.get_by_role("link", name="Sichtbar für")
    opener.focus()
    page.keyboard.press("Enter")
    add(page, "cleo")
    expect(page.get_by_role("dialog").get_by_text("Gewinnen Zugriff (1):")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()
    expect(visit("cleo").open(space).locator(".status")).to_have_text("404")


def test_a_page_is_restricted_on_a_phone(visit, place, screenshot) -> None:
    _, page_id = place
    ana = visit("ana", width=390, height=760)
    page = ana.open(f"/p/{page_id}/inventur")
    page.get_by_role("link", name="Sichtbar für").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Eingeschränkt: davon nur diese").check()
    expect(dialog.get_by_text("Dadurch gewinnt oder verliert niemand Zugriff.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert unreadable(page) == []
    screenshot(page, "sharing-page-phone")
    dialog.get_by_role("button", name="Übernehmen").click()
    expect(page.get_by_role("link", name="Eingeschränkt. Sichtbar für")).to_be_visible()
    page.get_by_role("link", name="Eingeschränkt. Sichtbar für").click()
    page.get_by_role("link", name="Wer das sehen kann, und warum").click()
    expect(page.get_by_text("die eingeschränkte Seite „Inventur“").first).to_be_visible()
    assert unreadable(page) == []
    screenshot(page, "sharing-why-phone")


def test_the_same_works_without_script(visit, place) -> None:
    space, _ = place
    page = visit("lena", java_script_enabled=False).open(f"{space}/share")
    page.get_by_label("Person oder Gruppe").fill("Cleo")
    page.get_by_role("button", name="Hinzufügen").click()
    expect(page.get_by_text("Gewinnen Zugriff (1):")).to_be_visible()
    page.get_by_role("button", name="Übernehmen").click()
    expect(page.get_by_text("Der Zugriff wurde geändert.")).to_be_visible()
    expect(visit("cleo").open(space).get_by_role("heading", level=1)).to_contain_text("Lager")


def test_a_request_is_made_from_the_list_and_answered_on_the_space_s_page(visit, place, screenshot) -> None:
    space, _ = place
    page = visit("lena", color_scheme="dark").open(f"{space}/settings")
    name = page.get_by_label("Name", exact=True).input_value()
    page.get_by_label("Andere können Zugriff anfragen").check()
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    asker = visit("cleo", width=390, height=760).open("/spaces")
    asker.get_by_text("Zugriff anfragen").last.click()
    asker.get_by_label("Wofür, in einer Zeile").last.fill("für die Inventur")
    assert unreadable(asker) == []
    screenshot(asker, "sharing-ask-phone")
    asker.get_by_role("button", name="Anfrage senden").last.click()
    expect(asker.get_by_text("Angefragt").last).to_be_visible()
    page.reload()
    page.get_by_role("link", name="1 Person bittet um Zugriff").click()
    expect(page.get_by_text("für die Inventur")).to_be_visible()
    assert unreadable(page) == []
    screenshot(page, "sharing-requests")
    page.get_by_role("button", name="Zulassen").click()
    expect(page.get_by_text("Cleo hat ab jetzt Zugriff.")).to_be_visible()
    asker.goto(asker.url.replace("/spaces#on-request", "").replace("/spaces", "") + space)
    expect(asker.get_by_role("heading", level=1)).to_have_text(name)
