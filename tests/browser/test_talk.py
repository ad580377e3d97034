"""Comments on pages in a browser: the hint of journey 5, comments by keyboard, the bell."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.axe import unreadable
from tests.browser.counting import Counted

pytestmark = [pytest.mark.browser, pytest.mark.prove]


def photo() -> dict[str, object]:
    """What a phone sends."""
    data = io.BytesIO()
    Image.new("RGB", (400, 300), "firebrick").save(data, "JPEG")
    return {"name": "IMG_2034.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()}


def fits(page: Page) -> bool:
    """Whether there is no sideways scrolling."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_mistake_is_reported_from_the_phone_in_three_taps_at_most(visit, company, screenshot) -> None:
    id = company.page("ana", "handbuch", "Anleitung der Kreissäge", "Erst den Schutz prüfen, dann einschalten.\n")
    page = visit("cleo", width=390, height=844, has_touch=True, is_mobile=True).open(f"/p/{id}")
    assert fits(page)
    hand = Counted(page, "journey 5, sending a hint")
    hand.tap(page.get_by_text("Stimmt etwas nicht? Hinweis senden"))
    page.get_by_label("Was stimmt nicht?").fill("Der Schutz fehlt")
    hand.give_file(page.get_by_label("Foto"), photo())
    assert unreadable(page) == []
    screenshot(page, "hint-390")
    hand.tap(page.locator("#hints").get_by_role("button", name="Senden"))
    expect(page.get_by_text("Danke. Der Hinweis ist weitergegeben")).to_be_visible()
    expect(page.locator(".hint img")).to_be_visible()
    hand.say()
    assert hand.clicks <= 3 and hand.keys == 0
    assert fits(page) and unreadable(page) == []

    desk = visit("ana").open(f"/p/{id}")
    expect(desk.get_by_role("link", name=re.compile(r"Mitteilungen, \d+ neu"))).to_be_visible()
    desk.get_by_role("link", name="Ein offener Hinweis").click()
    expect(desk.locator(".hint img")).to_be_visible()
    desk.get_by_label("Ein Wort zurück").fill("Ist bestellt")
    desk.get_by_role("button", name="Erledigt").click()
    expect(desk.locator(".hint")).to_contain_text("Ist bestellt")

    page.reload()
    expect(page.locator(".hint")).to_contain_text("Ist bestellt")


def test_comments_are_written_answered_and_resolved_by_keyboard(visit, company, screenshot) -> None:
    id = company.page("ana", "intern", "Montagsrunde", "Was ansteht.\n")
    page = visit("ben").open(f"/p/{id}")
    page.get_by_text("Kommentar schreiben").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Kommentar", exact=True).focus()
    page.keyboard.type("Fragt jemand nach? @le")
    expect(page.get_by_role("option")).to_have_text("Lena (@lena)")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Kommentar", exact=True)).to_have_value("Fragt jemand nach? @lena ")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("article.comment")).to_contain_text("Fragt jemand nach?")
    expect(page.get_by_role("heading", name="1 Kommentar")).to_be_visible()
    assert unreadable(page) == []
    screenshot(page, "comments-1280")

    other = visit("lena").open("/notices")
    other.get_by_role("button", name="Montagsrunde").click()
    expect(other.locator("article.comment:target")).to_contain_text("Fragt jemand nach?")
    other.get_by_text("Antworten").first.click()
    other.get_by_label("Antworten", exact=True).fill("Ja, ich.")
    other.get_by_role("button", name="Senden: Antworten").click()
    expect(other.locator(".replies")).to_contain_text("Ja, ich.")

    page.reload()
    page.locator("article.comment").first.locator("summary").click()
    page.get_by_role("button", name="Erledigt").click()
    expect(page.get_by_text("Ein erledigtes Gespräch")).to_be_visible()


def test_subscriptions_ring_the_bell_and_can_be_ended(visit, company, screenshot) -> None:
    id = company.page("ana", "handbuch", "Dienstplan", "Montag\n")
    visitor = visit("ben", width=390, height=844)
    page = visitor.open(f"/p/{id}")
    page.locator("summary", has_text="Abonnieren").click()
    page.get_by_role("button", name="Diese Seite", exact=True).click()
    expect(page.locator("summary", has_text="Abonniert")).to_be_visible()
    company.edit("ana", id, "Dienstag\n")
    company.runtime.worker().drain(("wiki.saved",))
    page = visitor.open("/notices")
    row = page.locator(".notice", has_text="Dienstplan")
    expect(row).to_contain_text("hat diese Seite")
    for address, name in (("/notices", "notices"), ("/profile/notices", "choices"), ("/subscriptions", "subscriptions"),
                          ("/hints", "hints")):  # fmt: skip
        visitor.open(address)
        assert unreadable(page) == [] and fits(page), address
        screenshot(page, f"{name}-390")
    visitor.open("/subscriptions")
    page.get_by_role("button", name="Abonnement von „Dienstplan“ beenden").click()
    expect(page.get_by_text("Dienstplan")).to_have_count(0)
