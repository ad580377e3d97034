"""Results while typing, by mouse and keyboard; recent searches stay in one's own browser."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.axe import unreadable
from tests.browser.hands import ready, settle

pytestmark = [pytest.mark.browser, pytest.mark.prove]
BAR = ".topbar input[type=search]"
KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('kms-searches:')).length"


def type_in_bar(page: Page, words: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(words)
    expect(page.get_by_role("option").last).to_contain_text("Alle Treffer zu")


def test_results_are_grouped_and_the_arrow_keys_reach_all(ana) -> None:
    page = ana.open("/")
    type_in_bar(page, "leit")
    for group in ("Seiten", "Lesezeichen", "Schlagwörter"):
        expect(page.get_by_role("listbox").get_by_role("group", name=group)).to_be_visible()
    expect(page.locator(".suggestions mark").first).to_have_text("Leit")
    options = page.get_by_role("option")
    for number in range(options.count()):
        page.keyboard.press("ArrowDown")
        expect(options.nth(number)).to_have_attribute("aria-selected", "true")
        assert page.locator(BAR).get_attribute("aria-activedescendant") == options.nth(number).get_attribute("id")
    expect(page.locator(BAR)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=leit")
    assert ana.refused() == []


def test_the_open_list_is_accessible_and_fits_a_phone(visit) -> None:
    for width in (1280, 390):
        ana = visit("ana", width=width, height=780)
        page = ana.open("/")
        page.locator(BAR).click()
        type_in_bar(page, "leit") if width > 400 else page.locator(BAR).press_sequentially("leit")
        expect(page.get_by_role("option").last).to_contain_text("Alle Treffer zu")
        assert unreadable(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        box = page.get_by_role("listbox").bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width


def test_only_the_response_to_the_last_letters_is_shown(ana) -> None:
    page = ana.open("/")
    held: list[Route] = []
    page.route("**/search/suggest?q=le", lambda route: held.append(route))
    page.keyboard.press("/")
    with page.expect_request("**/search/suggest?q=le"):
        page.keyboard.type("le")
    page.keyboard.type("iterp")
    expect(page.get_by_role("option", name="Alle Treffer")).to_contain_text("leiterp")
    held[0].fulfill(body='<div role="option">zu spät</div>')
    settle(page)
    expect(page.get_by_role("option", name="Alle Treffer")).to_contain_text("leiterp")
    expect(page.get_by_text("zu spät")).to_have_count(0)


def test_recent_searches_are_offered_and_can_be_removed(ana) -> None:
    page = ana.open("/search?q=Leitern")
    ana.open("/search?q=Urlaub")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    ana.open("/")
    asked.clear()
    page.keyboard.press("/")
    options = page.get_by_role("option")
    expect(options).to_have_count(2)
    expect(options.first).to_contain_text("Urlaub")
    assert unreadable(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Delete")
    expect(options).to_have_count(1)
    page.keyboard.press("ArrowDown")
    assert not [url for url in asked if "search" in url], "what was searched is not sent anywhere"
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=Leitern")
    ana.open("/")
    page.keyboard.press("/")
    options.first.locator("[data-forget]").click()
    expect(options).to_have_count(0)
    assert page.evaluate(KEPT) == 0


def test_the_search_page_lists_removes_and_disables_recent_searches(ana) -> None:
    page = ana.open("/search?q=Leitern")
    ana.open("/search?q=Urlaub")
    ana.open("/search")
    kept = page.get_by_role("region", name="Letzte Suchen").get_by_role("listitem")
    expect(kept).to_have_count(2)
    assert unreadable(page) == []
    page.get_by_role("button", name="„Urlaub“ vergessen").click()
    expect(kept).to_have_count(1)
    page.get_by_role("button", name="Alle vergessen").click()
    expect(kept).to_have_count(0)
    page.get_by_label("Meine Suchen in diesem Browser merken").uncheck()
    ana.open("/search?q=Leitern")
    assert page.evaluate(KEPT) == 0


def test_nothing_is_left_after_signing_out_or_for_the_next_person(visit, company) -> None:
    ben = visit("ben")
    page = ben.open("/search?q=Leitern")
    assert page.evaluate(KEPT) == 1
    page.get_by_label("Menü von Ben").click()
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")
    ready(page)
    assert page.evaluate(KEPT) == 0
    page = ben.page
    page.evaluate("localStorage.setItem('kms-searches:999999', '[\"geheim\"]')")
    page.reload()
    assert page.evaluate(KEPT) == 0, "nobody is signed in"
