"""Finding somebody in a long list: while typing, by keyboard, on a phone, without scripts; and steps that lead back."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import make
from tests.browser.axe import unreadable
from tests.browser.servers import serve

pytestmark = [pytest.mark.browser, pytest.mark.prove]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A company of sixty people and its administrator."""
    data = tmp_path_factory.mktemp("crowd") / "data"
    runtime = make.runtime(data)
    with runtime.database.transaction() as session:
        make.person(session, "root", admin=True)
        for number in range(60):
            make.person(session, f"umfrage{number}")
    runtime.close()
    with serve(data, "http://127.0.0.1:{port}") as served:
        yield served


@pytest.fixture
def root(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """`root("/admin/people")`: that page, opened by the administrator in a separate browser."""
    contexts = []

    def open_page(path: str, width: int = 1280, **options: Any) -> Page:
        context = chromium.new_context(locale="de-DE", viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{address}/sign-in")
        page.get_by_label("Benutzername").fill("root")
        page.get_by_label("Passwort").fill(make.PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Start")
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_typing_narrows_the_list_and_the_address_follows(root, width: int) -> None:
    page = root("/admin/people", width)
    expect(page.locator("#found .row")).to_have_count(50)
    page.get_by_label("Person finden").focus()
    page.keyboard.type("frage1")
    expect(page.locator("#found .row")).to_have_count(11)
    expect(page.locator("#found-count")).to_have_text("11 von 61 Personen")
    expect(page.get_by_role("link", name="Alle (11)")).to_be_visible()
    expect(page.get_by_label("Person finden")).to_be_focused()
    assert "q=frage1" in page.url
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert unreadable(page) == []
    page.reload()
    expect(page.locator("#found .row")).to_have_count(11)
    page.get_by_label("Person finden").fill("niemand so")
    expect(page.get_by_text("Niemand gefunden")).to_be_visible()


def test_without_scripts_the_list_is_filtered_and_paged_by_form(root) -> None:
    page = root("/admin/people", java_script_enabled=False)
    page.get_by_label("Person finden").fill("umfrage")
    page.keyboard.press("Enter")
    expect(page.locator("#found .row")).to_have_count(50)
    page.locator("#found").get_by_role("link", name="Weiter", exact=True).click()
    expect(page.locator("#found .row")).to_have_count(10)
    expect(page.get_by_label("Person finden")).to_have_value("umfrage")
    page.locator("#found").get_by_role("link", name="Zurück", exact=True).click()
    expect(page.locator("#found .row")).to_have_count(50)


def test_back_from_the_list_of_people_keeps_it(root) -> None:
    page = root("/admin/people/paste?first=1")
    page.get_by_label("Liste der Personen").fill("Name\tGruppe\nEva Probe\tProbegruppe")
    expect(page.get_by_text("1 neue Person")).to_be_visible()
    page.get_by_role("button", name="Zurück").click()
    expect(page.get_by_label("Eigener Name")).to_have_value("Root")
    page.get_by_label("Name der Firma").fill("Leiterbau")
    page.get_by_role("button", name="Speichern und weiter").click()
    expect(page.get_by_label("Liste der Personen")).to_have_value("Name\tGruppe\nEva Probe\tProbegruppe")
    expect(page.get_by_text("1 neue Person")).to_be_visible()
