"""Journey 1: five colleagues from Excel, their group and lead, start slips; one starts, the lead adds another."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests import make
from tests.browser.axe import unreadable
from tests.browser.counting import Counted
from tests.browser.servers import serve

pytestmark = [pytest.mark.browser, pytest.mark.prove]
HOST = "wiki.firma.test"
FIVE = (
    "Name\tBenutzername\tE-Mail\tGruppe\tLeitung\n"
    "Sabine Brandt\t\tbrandt@firma.test\tVertrieb\tja\n"
    "Jürgen Weiß\t\tweiss@firma.test\tVertrieb\t\n"
    "Aylin Yılmaz\t\t\tVertrieb\t\n"
    "Björn Groß\t\tgross@firma.test\tVertrieb\t\n"
    "Jan Öz\t\toez@firma.test\tVertrieb\t\n"
)
OWN = "ein eigenes Passwort"
KEEP_PRINTS = "window.prints = 0; window.print = () => { window.prints += 1; };"


@pytest.fixture(scope="module")
def by_name(launch: Callable[..., Browser]) -> Browser:
    """A Chromium that resolves the made-up name to this machine."""
    return launch(f"--host-resolver-rules=MAP {HOST} 127.0.0.1")


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A company with only the administrator and one colleague who is in no group."""
    runtime = make.runtime(tmp_path / "data")
    with runtime.database.transaction() as session:
        make.person(session, "root", admin=True)
        make.person(session, "cleo")
    runtime.close()
    with serve(tmp_path / "data", f"http://{HOST}:{{port}}") as served:
        yield served


@pytest.fixture
def desk(by_name: Browser) -> Iterator[Callable[..., Page]]:
    """`desk()`: a separate browser, German, 1366 × 768; `desk(390)`: a phone."""
    contexts = []

    def open_window(width: int = 1366, height: int = 768) -> Page:
        context = by_name.new_context(
            locale="de-DE", viewport={"width": width, "height": height}, reduced_motion="reduce"
        )
        context.add_init_script(KEEP_PRINTS)
        contexts.append(context)
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()


def sign_in(page: Page, address: str, name: str, password: str = make.PASSWORD) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_label("Benutzername").fill(name)
    page.get_by_label("Passwort").fill(password)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Start")


def slips(page: Page) -> dict[str, str]:
    """The codes on the displayed slips, by user name."""
    found = page.locator(".slip").evaluate_all(
        "(all) => all.map((s) => [...s.querySelectorAll('dd')].map((d) => d.textContent))"
    )
    return {user_name: code for _, user_name, code in found}


def test_five_colleagues_from_excel(address: str, desk: Callable[..., Page], screenshot) -> None:
    page = desk()
    sign_in(page, address, "root")
    hands = Counted(page, "journey 1")
    hands.click(page.locator(".topbar .new-menu summary"))
    hands.click(page.locator(".topbar").get_by_role("link", name="Kolleginnen und Kollegen"))
    expect(page.get_by_label("Liste der Personen")).to_be_focused()
    hands.paste(FIVE)
    button = page.get_by_role("button", name="Anlegen und Startzettel drucken")
    expect(button).to_be_visible()
    expect(
        page.get_by_text("5 neue Personen · Neue Gruppe: Vertrieb · Leitung: Sabine Brandt (Vertrieb)")
    ).to_be_visible()
    assert unreadable(page) == []
    screenshot(page, "pasted people")
    hands.click(button)
    expect(page.locator(".slip")).to_have_count(5)
    page.wait_for_function("window.prints === 1")
    assert (hands.clicks, hands.keys, hands.pastes) == (3, 0, 1), hands.say()
    hands.say()
    assert unreadable(page) == []
    screenshot(page, "start slips")
    codes = slips(page)
    assert set(codes) == {"sabine.brandt", "juergen.weiss", "aylin.yilmaz", "bjoern.gross", "jan.oez"}
    _no_slip_is_cut(page, codes)
    _start_without_mail(desk(390, 800), address, "aylin.yilmaz", codes["aylin.yilmaz"])
    _lead_adds_a_member(desk(), address, codes["sabine.brandt"])


def _no_slip_is_cut(page: Page, codes: dict[str, str]) -> None:
    """Several per sheet; a slip is never split across sheets."""
    sheets = [sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages]
    assert len(sheets) < len(codes)
    for user_name, code in codes.items():
        (sheet,) = [sheet for sheet in sheets if code in sheet]
        assert user_name in sheet


def _start_without_mail(page: Page, address: str, user_name: str, code: str) -> None:
    """On another device: open what the QR code says, enter the code, choose a password, and get the requested page."""
    page.goto(f"{address}/start?user={user_name}&next=/spaces")
    expect(page.get_by_label("Benutzername")).to_have_value(user_name)
    expect(page.get_by_label("Code", exact=True)).to_be_focused()
    assert unreadable(page) == []
    page.keyboard.type(code.lower())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hallo Aylin Yılmaz")
    assert unreadable(page) == []
    page.get_by_label("Neues Passwort", exact=True).fill(OWN)
    page.get_by_label("Neues Passwort noch einmal").fill(OWN)
    page.get_by_role("button", name="Speichern und anmelden").click()
    expect(page).to_have_url(f"{address}/spaces")


def _lead_adds_a_member(page: Page, address: str, code: str) -> None:
    """Frau Brandt signs in and adds Cleo to her group herself, by name."""
    page.goto(f"{address}/sign-in")
    page.get_by_label("Benutzername").fill("sabine.brandt")
    page.get_by_label("Passwort").fill(code)
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_label("Neues Passwort", exact=True).fill(OWN)
    page.get_by_label("Neues Passwort noch einmal").fill(OWN)
    page.get_by_role("button", name="Speichern und anmelden").click()
    page.goto(f"{address}/groups")
    page.get_by_role("link", name="Vertrieb").click()
    page.get_by_label("Personen aufnehmen").press_sequentially("cle")
    page.get_by_role("option", name="Cleo").click()
    assert unreadable(page) == []
    page.get_by_role("button", name="Hinzufügen").click()
    expect(page.locator(".row-title", has_text="Cleo")).to_be_visible()
    expect(page.get_by_role("link", name="Personen 6")).to_be_visible()


def test_the_setup_leads_through_company_people_and_slips(by_name: Browser, desk, tmp_path: Path, screenshot) -> None:
    """From an empty directory, following only the instructions on screen."""
    make.runtime(tmp_path / "data").close()
    with serve(tmp_path / "data", f"http://{HOST}:{{port}}") as address:
        page = desk()
        page.goto(address)
        assert unreadable(page) == []
        screenshot(page, "first start")
        page.get_by_label("Name der Firma").fill("Muster GmbH")
        page.get_by_label("Eigener Name").fill("Petra Schulz")
        page.get_by_label("Benutzername").fill("petra")
        page.get_by_label("Passwort").fill(OWN)
        page.get_by_role("button", name="Einrichten und weiter").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Kolleginnen und Kollegen aufnehmen")
        page.keyboard.insert_text(FIVE)
        page.get_by_role("button", name="Anlegen und weiter").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Erste Inhalte")
        expect(page.get_by_text("5 Personen wurden angelegt.")).to_be_visible()
        assert unreadable(page) == []
        page.locator("#main form .primary").click()
        page.wait_for_url("**/setup/done")
        expect(page.get_by_role("heading", level=1)).to_have_text("Muster GmbH ist eingerichtet")
        assert unreadable(page) == []
        screenshot(page, "first start done")
        page.get_by_role("button", name="Startzettel drucken").click()
        expect(page.locator(".slip")).to_have_count(5)
        expect(page.locator(".slip-firm").first).to_have_text("Muster GmbH")
        page.get_by_role("link", name="Fertig").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Personen")
        expect(page.get_by_role("link", name="Noch nicht angemeldet (5)")).to_be_visible()
        _a_lead_sees_what_belongs_to_the_group(page, screenshot)


def _a_lead_sees_what_belongs_to_the_group(page: Page, screenshot) -> None:
    page.goto(page.url.replace("/admin/people", "/groups"))
    page.get_by_role("link", name="Vertrieb").click()
    page.get_by_role("link", name="Was der Gruppe gehört").click()
    expect(page.locator("#spaces-head")).to_be_visible()
    assert unreadable(page) == []
    screenshot(page, "what belongs to a group")
