"""The server as a company reaches it: by a host name over plain http, and over https with its own certificate."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import make
from tests.browser.hands import write
from tests.browser.servers import serve

pytestmark = [pytest.mark.browser, pytest.mark.prove]
HOST = "wiki.firma.test"


@pytest.fixture(scope="module")
def by_name(launch: Callable[..., Browser]) -> Browser:
    """A Chromium that resolves the made-up name to this machine."""
    return launch(f"--host-resolver-rules=MAP {HOST} 127.0.0.1")


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    runtime = make.runtime(tmp_path / "data")
    with runtime.database.transaction() as session:
        make.person(session, "ana")
        make.space(session, "ana", "handbuch")
        make.page(session, "ana", "handbuch", "Wegweiser", r"Liegt in \\srv\daten.")
    runtime.close()
    yield tmp_path / "data"


def sign_in(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Benutzername").fill("ana")
    page.get_by_label("Passwort").fill(make.PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Start")


def scan(browser: Browser, address: str) -> None:
    """A phone that is not signed in scans the code of a page: signing in leads to it, under the same name."""
    context = browser.new_context(locale="de-DE", ignore_https_errors=True, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{address}/p/1")
    page.get_by_label("Benutzername").fill("ana")
    page.get_by_label("Passwort").fill(make.PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wegweiser")
    assert page.url == f"{address}/p/1/wegweiser"
    expect(page.locator(".paper-stamp .address")).to_have_text(f"{address.partition('://')[2]}/p/1")
    context.close()


def test_signing_in_and_copying_by_host_name_over_plain_http(by_name: Browser, data: Path) -> None:
    with serve(data, f"http://{HOST}:{{port}}") as address:
        context = by_name.new_context(locale="de-DE")
        page = context.new_page()
        sign_in(page, address)
        assert [cookie["name"] for cookie in context.cookies() if not cookie["name"].startswith("kms_")] == ["kms"]
        page.goto(f"{address}/p/1")
        assert not page.evaluate("isSecureContext")
        page.locator(".prose").get_by_role("button", name="Pfad kopieren").click()
        expect(page.locator("#live")).to_have_text(r"Kopiert: \\srv\daten")
        page.keyboard.press("/")
        page.keyboard.press("Control+v")
        expect(page.get_by_role("combobox")).to_have_value(r"\\srv\daten")
        context.close()
        scan(by_name, address)


def test_signing_in_over_https_with_a_certificate_of_ones_own(by_name: Browser, data: Path, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}"]
    words += ["-addext", f"subjectAltName=DNS:{HOST}", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([openssl, *words], check=True, capture_output=True)
    with serve(data, f"https://{HOST}:{{port}}", "--tls-cert", str(certificate), "--tls-key", str(key)) as address:
        context = by_name.new_context(locale="de-DE", ignore_https_errors=True)
        page = context.new_page()
        sign_in(page, address)
        (cookie,) = [cookie for cookie in context.cookies() if "kms_" not in cookie["name"]]
        assert cookie["name"] == "__Host-kms"
        assert cookie["secure"] and cookie["httpOnly"] and cookie["sameSite"] == "Lax"
        page.goto(f"{address}/p/1")
        page.keyboard.press("e")
        expect(page.get_by_role("toolbar", name="Formatierung")).to_be_visible()
        write(page, "Auch über https.")
        page.keyboard.press("Control+s")
        expect(page.locator(".prose")).to_have_text("Auch über https.")
        scan(by_name, address)
        context.close()
