"""Who may see what, set up in the browser by leads and managers, in effect for others at their next request."""

from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests import make
from tests.browser.company import Company

pytestmark = pytest.mark.browser
_NUMBERS = count(1)


@pytest.fixture
def dispatch(company: Company) -> int:
    """A group that lena leads, with a space of its own; a new one for each test."""
    with company.runtime.database.transaction() as session:
        name = f"Versand {next(_NUMBERS)}"
        group = make.group(session, name, leads=("lena",))
        make.space(session, "lena", name.lower().replace(" ", "-"), f"group:{group}")
    return group


def space_of(company: Company, page: Page) -> str:
    """The address of that group's space, from the name in the heading."""
    return "/spaces/" + page.get_by_role("heading", level=1).inner_text().lower().replace(" ", "-")


def test_a_lead_adds_and_removes_a_member(visit, company, dispatch) -> None:
    lena, cleo = visit("lena"), visit("cleo")
    page = lena.open(f"/groups/{dispatch}")
    space = space_of(company, page)
    expect(cleo.open(space).locator(".status")).to_have_text("404")
    page.get_by_label("Personen aufnehmen").fill("cleo")
    page.get_by_role("button", name="Hinzufügen").click()
    expect(page.get_by_text("Cleo", exact=True)).to_be_visible()
    cleo.page.reload()
    expect(cleo.page.get_by_role("heading", level=1)).to_contain_text("Versand")
    expect(cleo.page.get_by_role("link", name="Neue Seite").first).to_be_visible()
    page.get_by_label("Mehr zu „Cleo“").click()
    page.get_by_role("button", name="Aus der Gruppe entfernen").click()
    expect(page.get_by_text("Cleo", exact=True)).to_be_hidden()
    cleo.page.reload()
    expect(cleo.page.locator(".status")).to_have_text("404")


def test_a_wrong_name_is_explained_and_a_member_may_not_lead(visit, company, dispatch) -> None:
    page = visit("lena").open(f"/groups/{dispatch}")
    page.get_by_label("Personen aufnehmen").fill("niemand")
    page.get_by_role("button", name="Hinzufügen").click()
    expect(page.locator("#names-error")).to_be_visible()
    expect(page.get_by_label("Personen aufnehmen")).to_have_value("niemand")
    expect(visit("ana").open(f"/groups/{company.group}").get_by_role("button", name="Hinzufügen")).to_be_hidden()


def test_sharing_a_space_opens_and_closes_it(visit, company, dispatch) -> None:
    lena, cleo = visit("lena"), visit("cleo")
    space = space_of(company, lena.open(f"/groups/{dispatch}"))
    page = lena.open(space)
    for choice, is_open in (("Kann lesen", True), ("Kein Zugriff", False)):
        page.get_by_role("link", name="Sichtbar für").click()
        page.get_by_label("Zugriff von Alle, die sich anmelden können").select_option(choice)
        page.get_by_role("button", name="Übernehmen").click()
        expect(page.get_by_role("link", name="Sichtbar für")).to_contain_text("Alle" if is_open else "Versand")
        cleo.open(space)
        expect(cleo.page.locator(".status")).to_have_count(0 if is_open else 1)


def test_signing_out_ends_access_in_every_tab(visit) -> None:
    ben = visit("ben")
    page, other = ben.open("/"), ben.tab("/bookmarks")
    page.get_by_label("Menü von Ben").click()
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")
    other.reload()
    expect(other.get_by_role("heading", level=1)).to_have_text("Anmelden")
    other.go_back()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")


def test_signing_in_leads_to_the_page_that_was_asked_for(visit, company) -> None:
    page = visit("guest").open(f"/p/{company.pages['leiter']}/history")
    page.get_by_label("Benutzername").fill("ben")
    page.get_by_label("Passwort").fill("falsch geraten")
    page.get_by_role("button", name="Anmelden").click()
    expect(page.locator("#password-error")).to_be_visible()
    expect(page.get_by_label("Benutzername")).to_have_value("ben")
    page.get_by_label("Passwort").fill(make.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/history")
