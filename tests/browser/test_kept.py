"""Comments and hints that could not be sent: the typed text comes back, and is removed once the server has it."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.prove]


def photo() -> bytes:
    """A small picture."""
    data = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(data, "PNG")
    return data.getvalue()


def keeps(page: Page, number: int) -> None:
    """Wait until this browser has stored this many texts."""
    page.wait_for_function(
        "(number) => Object.keys(localStorage).filter((key) => key.startsWith('kms-draft:')).length === number",
        arg=number,
    )


def write(page: Page, text: str) -> None:
    """Type a comment, and wait until the browser has stored it."""
    page.get_by_text("Kommentar schreiben").click()
    page.get_by_label("Kommentar", exact=True).fill(text)
    keeps(page, 1)


def test_without_a_connection_a_comment_stays_on_the_page_and_is_sent_later(visit, company) -> None:
    id = company.page("ana", "intern", "Funkloch", "Text\n")
    visitor = visit("ben")
    page = visitor.open(f"/p/{id}")
    write(page, "Im Keller getippt")
    visitor.context.set_offline(True)
    page.get_by_role("button", name="Senden: Kommentar").click()
    expect(page.locator("form .flash")).to_contain_text("Keine Verbindung. Der Text bleibt in diesem Browser")
    expect(page.get_by_label("Kommentar", exact=True)).to_have_value("Im Keller getippt")
    visitor.context.set_offline(False)
    page.get_by_role("button", name="Senden: Kommentar").click()
    expect(page.locator("article.comment")).to_contain_text("Im Keller getippt")
    keeps(page, 0)
    visitor.open(f"/p/{id}")
    expect(page.get_by_label("Kommentar", exact=True)).to_have_value("")


def test_an_abandoned_comment_comes_back_and_can_be_discarded(visit, company) -> None:
    id = company.page("ana", "intern", "Liegen geblieben", "Text\n")
    visitor = visit("ben")
    page = visitor.open(f"/p/{id}")
    write(page, "Noch nicht fertig")
    page.goto("about:blank")
    visitor.open(f"/p/{id}")
    expect(page.locator("form .flash")).to_contain_text("nicht gesendet")
    expect(page.get_by_label("Kommentar", exact=True)).to_have_value("Noch nicht fertig")
    page.get_by_role("button", name="Verwerfen").click()
    expect(page.get_by_label("Kommentar", exact=True)).to_have_value("")
    keeps(page, 0)


def test_a_sign_in_that_ended_loses_neither_comment_nor_hint(visit, company) -> None:
    id = company.page("ana", "intern", "Abgelaufen", "Text\n")
    visitor = visit("ben")
    page = visitor.open(f"/p/{id}")
    write(page, "Vor der Pause getippt")
    cookies = visitor.context.cookies()
    visitor.context.clear_cookies()
    page.get_by_role("button", name="Senden: Kommentar").click()
    expect(page.get_by_label("Eigener Text")).to_have_value("Vor der Pause getippt")
    visitor.context.add_cookies(cookies)
    visitor.open(f"/p/{id}")
    expect(page.get_by_label("Kommentar", exact=True)).to_have_value("Vor der Pause getippt")
    page.get_by_text("Stimmt etwas nicht? Hinweis senden").click()
    page.get_by_label("Was stimmt nicht?").fill("Der Hinweis bleibt auch")
    page.get_by_role("button", name="Senden: Kommentar").click()
    expect(page.locator("article.comment")).to_contain_text("Vor der Pause getippt")
    expect(page.get_by_label("Was stimmt nicht?")).to_have_value("Der Hinweis bleibt auch")
    keeps(page, 1)


def test_the_next_person_to_sign_in_sees_nothing_of_it(visit, company) -> None:
    id = company.page("ana", "intern", "Am geteilten Rechner", "Text\n")
    visitor = visit("ben")
    page = visitor.open(f"/p/{id}")
    write(page, "Nur meins")
    visitor.context.clear_cookies()
    visitor.context.add_cookies([{"name": "kms", "value": company.sign_in("ana"), "url": visitor.address}])
    visitor.open(f"/p/{id}")
    expect(page.get_by_label("Kommentar", exact=True)).to_have_value("")


def test_the_form_asks_to_choose_the_photo_again(visit, company) -> None:
    id = company.page("ana", "intern", "Mit Foto", "Text\n")
    visitor = visit("ben")
    page = visitor.open(f"/p/{id}")
    page.get_by_text("Stimmt etwas nicht? Hinweis senden").click()
    page.get_by_label("Was stimmt nicht?").fill("Das Schild fehlt")
    page.get_by_label("Foto").set_input_files({"name": "schild.png", "mimeType": "image/png", "buffer": photo()})
    page.wait_for_function("() => Object.values(localStorage).some((kept) => kept.includes('schild.png'))")
    cookies = visitor.context.cookies()
    visitor.context.clear_cookies()
    page.get_by_role("button", name="Senden", exact=True).click()
    expect(page.get_by_label("Eigener Text")).to_have_value("Das Schild fehlt")
    expect(page.get_by_label("Noch einmal wählen: schild.png")).to_be_visible()
    visitor.context.add_cookies(cookies)
    visitor.open(f"/p/{id}")
    expect(page.get_by_label("Was stimmt nicht?")).to_have_value("Das Schild fehlt")
    expect(page.get_by_text("„schild.png“ wurde nicht aufgehoben")).to_be_visible()
    page.get_by_label("Foto").set_input_files({"name": "schild.png", "mimeType": "image/png", "buffer": photo()})
    expect(page.get_by_text("„schild.png“ wurde nicht aufgehoben")).to_have_count(0)
    page.get_by_role("button", name="Senden", exact=True).click()
    expect(
        page.get_by_role("link", name="Meine Hinweise auf dieser Seite").or_(page.locator(".hint").first)
    ).to_be_visible()
    keeps(page, 0)
