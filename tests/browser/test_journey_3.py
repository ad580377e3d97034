"""Journey 3: keep a page for one's colleagues; a colleague finds it and adds a tag of her own."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.counting import Counted

pytestmark = [pytest.mark.browser, pytest.mark.prove]
SOURCE = "http://bg.test/leiterpruefung"
TITLE = "Leitern und Tritte: die Prüfung der Leitern"


@pytest.fixture
def article(ana) -> Page:  # type: ignore[no-untyped-def]
    """A page of another site, with the bookmarklet at hand."""
    ana.context.route(
        "http://bg.test/**",
        lambda route: route.fulfill(
            content_type="text/html; charset=utf-8", body=f"<title>{TITLE}</title><p>Jede Leiter wird jährlich geprüft."
        ),
    )
    page: Page = ana.context.new_page()
    page.goto(SOURCE)
    return page


def test_a_page_is_saved_for_the_group_and_a_colleague_adds_a_tag(ana, visit, company, article) -> None:
    script = ana.open("/bookmarks/tools").get_by_role("link", name="In kms speichern").get_attribute("href")
    with article.expect_popup() as opened:
        article.evaluate(script.removeprefix("javascript:"))
    saving = Counted(opened.value, "journey 3, keeping by bookmarklet")
    saving.done.append("click bookmarklet")
    form = opened.value
    expect(form.locator("#tags")).to_be_focused()
    expect(form.get_by_text(re.compile(r"Team \(\d+ Personen\)")).first).to_be_visible()
    saving.type("Leit")
    expect(form.get_by_role("option").first).to_be_visible()
    saving.press("Enter")
    saving.press("Enter")
    expect(form.get_by_role("heading", level=1)).to_have_text(TITLE)
    saving.say()
    assert saving.clicks <= 1 and saving.keys <= 2

    company.runtime.worker().drain(("index",))
    page = visit("ben").open("/")
    finding = Counted(page, "journey 3, finding and adding")
    finding.shortcut("/")
    finding.type("leitern prüfen")
    finding.press("Enter")
    first = page.locator("main .rows > li").first
    expect(first).to_contain_text("Leitern und Tritte")
    expect(first).to_contain_text("Ana")
    assert finding.keys == 2 and finding.clicks == 0
    finding.click(first.get_by_role("link", name=re.compile("Über das Lesezeichen")))
    expect(page.locator("#tags")).to_be_focused()
    finding.type("Bens Wort")
    finding.press("Enter")
    expect(page.get_by_text("Die eigenen Schlagwörter sind gemerkt.")).to_be_visible()
    expect(page.get_by_role("heading", name="Auch gespeichert von")).to_be_visible()
    finding.say()
    assert finding.clicks <= 1 and finding.keys <= 3

    expect(page.locator("main")).to_contain_text("Ana")
    again = visit("ben").open(f"/bookmarks/new?url={SOURCE}")
    expect(again.get_by_role("heading", level=1)).to_have_text("Lesezeichen bearbeiten")
