"""The results page by hand: filters on desktop and phone, saved searches, asking a group if nothing is found."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import unreadable
from tests.browser.company import Company

pytestmark = [pytest.mark.browser, pytest.mark.prove]

COUNT = ".result-count"


def number(page: Page) -> int:
    return int(page.locator(COUNT).inner_text().split()[0])


def calm(page: Page) -> None:
    """Accessible to everybody, and no wider than the window."""
    assert unreadable(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_each_filter_leaves_its_count_and_can_be_removed(ana) -> None:
    page = ana.open("/search?q=Leitern")
    before = number(page)
    for label in ("Schlagwort", "Person", "Website"):
        value = page.get_by_role("navigation", name=label, exact=True).get_by_role("link").first
        promised = int(value.locator(".count").inner_text())
        value.click()
        expect(page.locator(COUNT)).to_contain_text(re.compile(rf"^{promised} "))
        page.get_by_role("link", name=f"Filter entfernen – {label}:").click()
        expect(page.locator(COUNT)).to_contain_text(re.compile(rf"^{before} "))
    assert ana.refused() == []


def test_on_a_phone_results_come_first_and_filters_are_in_a_sheet(visit) -> None:
    ana = visit("ana", width=390, height=780)
    page = ana.open("/search?q=Leitern")
    kinds = page.get_by_role("navigation", name="Art")
    expect(kinds).to_be_hidden()
    first = page.locator(".results .row").first.bounding_box()
    assert first is not None and first["y"] < 400
    page.get_by_role("button", name="Filter").click()
    expect(kinds).to_be_visible()
    calm(page)
    page.keyboard.press("Escape")
    expect(kinds).to_be_hidden()
    page.get_by_role("button", name="Filter").click()
    kinds.get_by_role("link", name="Seiten").click()
    expect(page.get_by_role("link", name="Filter entfernen – Art: Seiten")).to_be_visible()
    calm(page)


def test_the_help_puts_operators_into_the_field(ana) -> None:
    page = ana.open("/search?q=Leitern")
    field = page.get_by_role("combobox", name="Suchwörter")
    page.get_by_text("So wird gesucht").click()
    calm(page)
    page.get_by_role("button", name="Ohne ein Wort").click()
    expect(field).to_be_focused()
    page.keyboard.type("Plakette")
    expect(field).to_have_value("Leitern -Plakette")
    field.fill("sicher benutzen")
    page.get_by_role("button", name="Genaue Wörter").click()
    expect(field).to_have_value('"sicher benutzen"')
    field.fill("")
    page.get_by_role("button", name="Im Titel").click()
    page.keyboard.type("Leiterprüfung")
    page.keyboard.press("Enter")
    expect(page.locator(".results").get_by_role("link", name="Leiterprüfung", exact=True)).to_be_visible()


def test_a_saved_search_reports_new_results(visit, company: Company) -> None:
    ben = visit("ben")
    page = ben.open("/search?q=Regalprüfung&type=page")
    page.get_by_role("button", name="Diese Suche speichern").click()
    calm(page)
    page.get_by_label("Name").fill("Alles über Regale")
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.get_by_role("link", name="Gespeichert als „Alles über Regale“")).to_be_visible()
    company.page("ana", "handbuch", "Regalprüfung im Lager", "Jedes Jahr.")
    company.runtime.worker().drain(("index",))
    ben.open("/")
    expect(page.get_by_role("heading", name="Neu in gespeicherten Suchen")).to_be_visible()
    calm(page)
    page.get_by_role("button", name="Alles über Regale 1 neu").click()
    expect(page.locator(".results").get_by_role("link", name="Regalprüfung im Lager")).to_be_visible()
    ben.open("/")
    expect(page.get_by_role("heading", name="Neu in gespeicherten Suchen")).to_be_hidden()
    ben.open("/search/saved")
    page.get_by_text("Ändern", exact=True).click()
    calm(page)
    page.get_by_role("button", name="„Alles über Regale“ entfernen").click()
    expect(page.get_by_text("Noch keine gespeicherten Suchen")).to_be_visible()


def test_a_question_is_asked_and_answered_with_a_new_page(visit, company: Company) -> None:
    ben, ana, cleo = visit("ben"), visit("ana"), visit("cleo", width=390)
    page = ben.open("/search?q=Kantinenplan")
    expect(page.get_by_role("heading", name="Nichts gefunden")).to_be_visible()
    calm(page)
    page.get_by_role("textbox", name="Die Frage").fill("Wann hat sie offen?")
    page.get_by_role("button", name="Die Gruppe fragen").click()
    expect(page.get_by_role("heading", name="Fehlende Seiten")).to_be_visible()
    calm(page)
    assert "Kantinenplan" not in cleo.open("/").content()
    desk = ana.open("/")
    calm(desk)
    desk.get_by_role("link", name="Kantinenplan", exact=True).click()
    calm(desk)
    desk.get_by_role("link", name="Schreiben").click()
    desk.get_by_role("link", name="Handbuch").click()
    expect(desk.get_by_label("Titel")).to_have_value("Kantinenplan")
    company.page("ana", "handbuch", "Kantinenplan", "Montag bis Freitag, 11 bis 14 Uhr.")
    company.runtime.worker().drain(("index",))
    ana.open("/questions")
    desk.get_by_role("link", name="Kantinenplan", exact=True).first.click()
    desk.get_by_role("button", name="„Kantinenplan“ beantwortet es").click()
    expect(desk.get_by_text("Erledigt. Wer gefragt hat, sieht es auf der Startseite.")).to_be_visible()
    ben.open("/")
    expect(page.get_by_text("beantwortet von Ana: Kantinenplan")).to_be_visible()
    page.get_by_role("button", name="„Kantinenplan“ ablegen").click()
    expect(page.get_by_text("beantwortet von Ana")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_of_the_page_is_accessible(visit, scheme: str) -> None:
    for width in (390, 1280):
        ana = visit("ana", width=width, color_scheme=scheme)
        for path in ("/search", "/search?q=Leitern&tag=Sicherheit&type=page", "/search?q=gibtesnicht", "/search/saved",
                     "/questions", "/questions/new", "/search?q=Lietern", "/search?q=%22offen"):  # fmt: skip
            calm(ana.open(path))
            assert ana.refused() == []
