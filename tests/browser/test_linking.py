"""Links while typing: pages, headings, bookmarks, and pages that do not exist yet."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.hands import as_markdown, editor, insert, written

pytestmark = [pytest.mark.browser, pytest.mark.prove]


@pytest.fixture
def empty(ana, company) -> Page:
    page = ana.open(f"/p/{company.page('ana', 'handbuch', 'Zum Verlinken')}/edit")
    editor(page).click()
    return page


def choices(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Seiten und Lesezeichen")


def test_two_brackets_offer_pages_and_enter_takes_one(empty, ana) -> None:
    empty.keyboard.type("Siehe [[Leiterpr")
    option = choices(empty).get_by_role("option", name="Leiterprüfung")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(editor(empty)).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    empty.keyboard.press("Enter")
    empty.keyboard.type(" zuerst.")
    assert written(empty).strip() == "Siehe [[Leiterprüfung]] zuerst."
    assert ana.refused() == []


def test_a_bookmark_is_cited_by_its_address(empty, company) -> None:
    empty.keyboard.type("[[Leitern sicher")
    choices(empty).get_by_role("option", name="Leitern sicher benutzen").click()
    assert written(empty).strip() == "[Leitern sicher benutzen](https://example.org/leitern)"


def test_headings_follow_a_number_sign(empty) -> None:
    empty.keyboard.type("[[Alles auf einer Seite#tab")
    choices(empty).get_by_role("option", name="Tabelle und Code").click()
    assert written(empty).strip() == "[[Alles auf einer Seite#Tabelle und Code]]"


def test_a_page_that_does_not_exist_is_offered_as_new_and_stays_red(empty) -> None:
    empty.keyboard.type("[[Urlaubsregelung")
    choices(empty).get_by_role("option", name="Neue Seite „Urlaubsregelung“").click()
    assert written(empty).strip() == "[[Urlaubsregelung]]"


def test_a_link_written_out_by_hand_is_a_link(empty) -> None:
    empty.keyboard.type("Nach [[Gibt es nicht|eigene Worte]] weiter")
    expect(editor(empty).locator(".wiki-link")).to_have_text("eigene Worte")
    assert written(empty).strip() == "Nach [[Gibt es nicht|eigene Worte]] weiter"


def test_escape_leaves_what_was_typed(empty) -> None:
    empty.keyboard.type("[[Leiterpr")
    expect(choices(empty)).to_be_visible()
    empty.keyboard.press("Escape")
    expect(choices(empty)).to_have_count(0)
    expect(editor(empty)).to_contain_text("[[Leiterpr")


@pytest.mark.parametrize("form", [editor, as_markdown])
def test_a_stranger_is_not_offered_anything_hidden(visit, company, form: Callable[[Page], Locator]) -> None:
    def offered(name: str) -> list[str]:
        page = visit(name).open(f"/p/{company.pages['leer']}/edit")
        form(page).click()
        page.keyboard.type("[[Geh")
        expect(choices(page).get_by_role("option", name="Neue Seite „Geh“")).to_be_visible()
        return choices(page).get_by_role("option").all_inner_texts()

    assert any("Gehälter" in words for words in offered("ben"))
    assert not any("Gehälter" in words for words in offered("cleo"))


def test_links_in_a_table_keep_the_table_whole(empty) -> None:
    insert(empty, "tab", "Tabelle")
    empty.keyboard.type("[[Leiterpr")
    choices(empty).get_by_role("option", name="Leiterprüfung").click()
    expect(editor(empty).locator("table .wiki-link")).to_have_text("Leiterprüfung")
    assert "[[Leiterprüfung]]" in written(empty).splitlines()[0]


def test_two_brackets_offer_pages_in_the_markdown_too(empty, ana) -> None:
    as_markdown(empty).focus()
    empty.keyboard.type("- Siehe [[Leiterpr")
    option = choices(empty).get_by_role("option", name="Leiterprüfung")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(editor(empty)).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    empty.keyboard.press("Enter")
    empty.keyboard.type(" und [[Leitern sicher")
    choices(empty).get_by_role("option", name="Leitern sicher benutzen").click()
    assert written(empty).strip() == (
        "- Siehe [[Leiterprüfung]] und [Leitern sicher benutzen](https://example.org/leitern)"
    )
    assert ana.refused() == []


def test_in_markdown_code_brackets_stay_brackets(empty) -> None:
    as_markdown(empty).focus()
    empty.keyboard.type("[[Leiterpr")
    expect(choices(empty)).to_be_visible()
    empty.keyboard.press("Escape")
    expect(choices(empty)).to_have_count(0)
    empty.keyboard.type("\n\n```\n[[Leiterpr")
    empty.wait_for_timeout(600)
    expect(choices(empty)).to_have_count(0)
    assert written(empty).strip() == "[[Leiterpr\n\n```\n[[Leiterpr"


@pytest.fixture
def slow_people(empty) -> Page:
    """Fast typing is ahead of the server: it answers for a whole name only when it is told to."""
    held: list[Route] = []
    empty.route("**/complete/readers?*q=ben", lambda route: held.append(route))
    empty.route("**/answer", lambda route: (held.pop().continue_(), route.fulfill(body="")))
    return empty


@pytest.mark.parametrize("form", [editor, as_markdown])
def test_enter_before_the_answer_takes_what_was_typed_and_not_what_was_shown(slow_people, form) -> None:
    form(slow_people).click()
    slow_people.keyboard.type("@")
    shown = slow_people.get_by_role("listbox", name="Personen, die das lesen können").get_by_role("option")
    expect(shown.first).to_contain_text("@ana")
    with slow_people.expect_request("**/complete/readers?*q=ben"):
        slow_people.keyboard.type("ben")
    slow_people.keyboard.press("Enter")
    slow_people.keyboard.type("prüft")
    slow_people.evaluate("fetch('/answer').then(() => 0)")
    expect(shown).to_have_count(0)
    expect(form(slow_people)).to_have_text("@ben prüft")


def test_mentions_look_like_people_while_editing(ana, company) -> None:
    number = company.page("ana", "handbuch", "Wer prüft", "@ben prüft, @niemand nicht, `@ana` auch nicht.")
    page = ana.open(f"/p/{number}/edit")
    expect(editor(page).locator(".mention")).to_have_text(["@ben"])
    editor(page).click()
    page.keyboard.press("End")
    page.keyboard.type(" @cleo")
    page.get_by_role("option", name="Cleo").click()
    expect(editor(page).locator(".mention")).to_have_text(["@ben", "@cleo"])
    assert written(page).strip() == "@ben prüft, @niemand nicht, `@ana` auch nicht. @cleo"
