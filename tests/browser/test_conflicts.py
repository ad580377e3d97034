"""Two people saved the same passage, as they experience it: on a desktop, on a phone, by keyboard, without scripts."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import unreadable
from tests.browser.hands import editor, ready, write

pytestmark = [pytest.mark.browser, pytest.mark.prove]
TEXT = "eins\n\nzwei Teile\n\ndrei\n\nvier Ecken\n"


def save(page: Page) -> None:
    page.locator("form[data-drafts] .form-actions .primary").click()


def clash(visitor, company, title: str) -> tuple[Page, int]:
    """Ana and Ben both changed the second and the fourth paragraph, Ben also the first."""
    page_id = company.page("ana", "handbuch", title, TEXT)
    page = visitor.open(f"/p/{page_id}/edit")
    editor(page)
    theirs = TEXT.replace("zwei", "zwei bunte").replace("vier", "acht").replace("eins", "eins von Ben")
    company.edit("ben", page_id, theirs)
    write(page, TEXT.replace("zwei", "zwei runde").replace("vier", "fünf"))
    save(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Zwei Versionen dieser Seite")
    ready(page)
    return page, page_id


@pytest.mark.parametrize("width", [1280, 390])
def test_each_conflict_shows_three_texts_by_word_and_is_resolved_separately(visit, company, screenshot, width) -> None:
    ana = visit("ana", width=width)
    page, page_id = clash(ana, company, f"Je Stelle {width}")
    first = page.get_by_role("group", name="Stelle 1 von 2")
    expect(first.get_by_role("region", name="Vorher")).to_contain_text("zwei Teile")
    expect(first.get_by_role("region", name="Gespeichert von Ben").locator("ins")).to_contain_text("bunte")
    expect(first.get_by_role("region", name="Meines").locator("ins")).to_contain_text("runde")
    boxes = [first.get_by_role("region").nth(n).bounding_box() for n in range(3)]
    tops, lefts = {box["y"] for box in boxes if box}, {box["x"] for box in boxes if box}
    assert (len(tops), len(lefts)) == ((1, 3) if width == 1280 else (3, 1))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    first.get_by_label("Beides, das andere zuerst").check()
    second = page.get_by_role("group", name="Stelle 2 von 2")
    second.get_by_label("Von Hand bearbeiten").check()
    second.get_by_label("Was hier stehen soll").fill("neun Ecken\n")
    screenshot(page, f"conflict at {width}")
    assert unreadable(page) == []
    page.get_by_role("button", name="Speichern für alle").click()
    page.wait_for_url("**/je-stelle-*")
    assert company.head(page_id) == "eins von Ben\n\nzwei bunte Teile\nzwei runde Teile\n\ndrei\n\nneun Ecken\n"


def test_the_whole_screen_works_by_keyboard(ana, company) -> None:
    page, page_id = clash(ana, company, "Mit Tasten")
    page.locator("input[name=choice-0]").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.name") != "choice-1":
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/mit-tasten")
    assert company.head(page_id) == "eins von Ben\n\nzwei runde Teile\n\ndrei\n\nacht Ecken\n"


def test_without_scripts_all_four_ways_are_open(visit, company) -> None:
    ana = visit("ana", java_script_enabled=False)
    for way, expected in (("Überall meines", "zwei runde"), ("Gespeichertes stehen lassen", "zwei bunte")):
        page_id = company.page("ana", "handbuch", f"Ohne Skript: {way}", TEXT)
        page = ana.open(f"/p/{page_id}/edit")
        company.edit("ben", page_id, TEXT.replace("zwei", "zwei bunte"))
        page.locator("#text").fill(TEXT.replace("zwei", "zwei runde"))
        save(page)
        page.get_by_role("button", name=way).click()
        page.wait_for_url("**/ohne-skript-*")
        assert company.head(page_id) == TEXT.replace("zwei", expected)
    page.get_by_role("button", name="Rückgängig").click()
    expect(page.locator("#text")).to_have_value(TEXT.replace("zwei", "zwei runde"))


def test_t05_my_whole_text_can_be_kept_as_a_draft_or_copied_out(ana, company) -> None:
    page, page_id = clash(ana, company, "Behalten")
    page.locator("summary").filter(has_text="Der ganze eigene Text").click()
    assert page.locator("#text").input_value() == TEXT.replace("zwei", "zwei runde").replace("vier", "fünf")
    page.get_by_role("button", name="Meines als Entwurf behalten").click()
    page.wait_for_url("**/behalten")
    expect(page.get_by_role("status").first).to_contain_text("nur für mich sichtbar")
    ana.open("/")
    page.get_by_role("link", name="„Behalten“ weiterschreiben").click()
    expect(page.locator("[data-moved]")).to_contain_text("Ben hat diese Seite inzwischen gespeichert")
    assert company.head(page_id).startswith("eins von Ben\n\nzwei bunte")


def test_leaving_the_screen_by_another_way_loses_nothing(ana, company) -> None:
    page, _ = clash(ana, company, "Einfach weg")
    ana.open("/")
    page.get_by_role("link", name="„Einfach weg“ weiterschreiben").click()
    expect(editor(page)).to_contain_text("zwei runde Teile")


def test_choices_and_edits_survive_closing_the_tab(visit, company) -> None:
    ana = visit("ana")
    page, page_id = clash(ana, company, "Tab zu")
    page.get_by_role("group", name="Stelle 1 von 2").get_by_label("Meines nehmen").check()
    second = page.get_by_role("group", name="Stelle 2 von 2")
    second.get_by_label("Von Hand bearbeiten").check()
    second.get_by_label("Was hier stehen soll").fill("neun Ecken von Hand\n")
    page.close()
    again = ana.tab("/")
    again.get_by_role("link", name="„Tab zu“ weiterschreiben").click()
    editor(again)
    save(again)
    second = again.get_by_role("group", name="Stelle 2 von 2")
    expect(second.get_by_label("Von Hand bearbeiten")).to_be_checked()
    expect(second.get_by_label("Was hier stehen soll")).to_have_value("neun Ecken von Hand\n")
    again.get_by_role("button", name="Speichern für alle").click()
    again.wait_for_url("**/tab-zu")
    assert company.head(page_id) == "eins von Ben\n\nzwei runde Teile\n\ndrei\n\nneun Ecken von Hand\n"
    assert again.evaluate("Object.keys(localStorage).filter((name) => name.includes('clash'))") == []


def test_choices_are_not_applied_to_other_conflicts(visit, company) -> None:
    ana = visit("ana")
    page, page_id = clash(ana, company, "Andere Stelle")
    page.get_by_role("group", name="Stelle 2 von 2").get_by_label("Von Hand bearbeiten").check()
    page.close()
    company.edit("ben", page_id, TEXT.replace("zwei", "zwei neue").replace("vier", "sieben"))
    again = ana.tab("/")
    again.get_by_role("link", name="„Andere Stelle“ weiterschreiben").click()
    editor(again)
    save(again)
    expect(again.get_by_role("group", name="Stelle 1 von 2")).to_contain_text("zwei neue")
    expect(again.locator("input[type=radio]:checked")).to_have_count(0)
