"""Editing one section, as people do it: with the pencil next to its heading."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import unreadable
from tests.browser.hands import editor, until, written

pytestmark = [pytest.mark.browser, pytest.mark.prove]
TEXT = "Vorwort.\n\n## Öffnungszeiten\n\nMontag bis Freitag.\n\n## Anfahrt\n\nMit dem Bus.\n"


def test_a_section_is_edited_alone_while_others_edit_elsewhere(ana, company, screenshot) -> None:
    page_id = company.page("ana", "handbuch", "Laden", TEXT)
    page = ana.open(f"/p/{page_id}")
    page.get_by_role("heading", name="Öffnungszeiten").hover()
    screenshot(page, "section link")
    page.get_by_role("link", name="Abschnitt „Öffnungszeiten“ bearbeiten").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Abschnitt „Öffnungszeiten“ bearbeiten")
    assert written(page).strip() == "## Öffnungszeiten\n\nMontag bis Freitag."
    company.edit("ben", page_id, "Ganz neu davor.\n\n" + TEXT.replace("dem Bus", "der Bahn"))
    editor(page).press("Control+End")
    page.keyboard.type(" Samstag zu.")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/laden")
    expected = TEXT.replace("dem Bus", "der Bahn").replace("Freitag.", "Freitag. Samstag zu.")
    assert company.head(page_id) == "Ganz neu davor.\n\n" + expected


def test_the_pencil_is_there_for_keyboard_and_touch_and_not_for_those_who_only_read(visit, company, screenshot) -> None:
    page_id = company.page("ana", "handbuch", "Stifte", TEXT)
    ana = visit("ana")
    page = ana.open(f"/p/{page_id}")
    pencil = page.get_by_role("link", name="Abschnitt „Anfahrt“ bearbeiten")
    expect(pencil).to_have_css("opacity", "0")
    pencil.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(pencil).to_have_css("opacity", "1")
    assert unreadable(page) == []
    phone = visit("ana", width=390, has_touch=True, is_mobile=True)
    page = phone.open(f"/p/{page_id}")
    expect(page.get_by_role("link", name="Abschnitt „Anfahrt“ bearbeiten")).to_have_css("opacity", "1")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    screenshot(page, "section link at 390")


def test_a_draft_of_a_section_is_continued_by_its_pencil(ana, company) -> None:
    page_id = company.page("ana", "handbuch", "Halb fertig", TEXT)
    tab = ana.tab(f"/p/{page_id}/edit?section=h-anfahrt")
    editor(tab).press("Control+End")
    tab.keyboard.type(" Oder zu Fuß.")
    until(tab, lambda: any(text.rstrip().endswith("Oder zu Fuß.") for text in company.drafts()))
    expect(tab.locator("[data-draft-state]")).to_contain_text("nur für mich sichtbar")
    tab.close()
    page = ana.open(f"/p/{page_id}")
    page.get_by_role("link", name="Abschnitt „Anfahrt“ bearbeiten").click()
    assert written(page).strip() == "## Anfahrt\n\nMit dem Bus. Oder zu Fuß."
    page.keyboard.press("Control+s")
    page.wait_for_url("**/halb-fertig")
    assert company.head(page_id) == TEXT.replace("Bus.", "Bus. Oder zu Fuß.")
