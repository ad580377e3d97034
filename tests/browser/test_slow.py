"""On a slow computer, a slow network or none: what was begun before everything had loaded continues where it was."""

from collections.abc import Callable
from itertools import count

import pytest
from playwright.sync_api import Page, Route, expect

from tests import make
from tests.browser.company import picture
from tests.browser.hands import edit_page, editor, expect_written, give, settle, until, written
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.prove]
DRAFTS, SOURCE, TABLES = (f"**/dist/{name}.*.js" for name in ("drafts", "source", "tables"))
_NUMBERS = count(1)


@pytest.fixture
def early(ana: Visitor, company) -> Callable[[str], tuple[Page, Callable[[], None]]]:
    """`early("text")`: a page being edited whose editor loads only when the second returned value is called."""

    def open_page(text: str) -> tuple[Page, Callable[[], None]]:
        held: list[Route] = []
        ana.page.route(DRAFTS, lambda route: held.append(route))
        with ana.page.expect_request(DRAFTS):
            page = ana.open(f"/p/{company.page('ana', 'handbuch', 'Vor dem Editor', text)}/edit")
        return page, lambda: held.pop().continue_()

    return open_page


@pytest.mark.parametrize(
    ("text", "before", "after", "expected"),
    [
        ("alt\n", "Control+End", " und weiter", "alt schnell und weiter\n"),
        (
            "alt\n\n**eins** zwei drei\n\nvier\n",
            "ArrowDown ArrowDown End",
            " neu",
            "eins** zwei drei schnell neu\n\nvier",
        ),
        ("- eins\n- zwei\n", "End", "!", "- eins schnell!\n- zwei"),
    ],
)
def test_typing_before_the_editor_has_loaded_continues_in_it(early, text, before, after, expected) -> None:
    page, load = early(text)
    field = page.locator("textarea[name=text]")
    field.focus()
    page.keyboard.press("Control+Home")
    for key in before.split():
        page.keyboard.press(key)
    if before == "Control+End":
        page.keyboard.press("Backspace")
    page.keyboard.type(" schnell")
    load()
    expect(editor(page)).to_be_focused()
    page.keyboard.type(after)
    expect_written(page, expected.rstrip("\n"))


def test_a_trailing_space_and_empty_line_survive_loading_the_editor(early) -> None:
    for typed, expected in ((" und ", "alt und neu"), ("\n\n", "alt\n\nneu")):
        page, load = early("alt")
        page.locator("textarea[name=text]").focus()
        page.keyboard.press("Control+End")
        page.keyboard.type(typed)
        load()
        expect(editor(page)).to_be_focused()
        page.keyboard.type("neu")
        expect_written(page, expected)


def test_only_focusing_the_field_changes_nothing(early) -> None:
    page, load = early("alt\n\n- eins\n")
    page.locator("textarea[name=text]").focus()
    page.keyboard.press("Control+End")
    load()
    expect(editor(page)).to_be_focused()
    assert written(page) == "alt\n\n- eins\n"


def test_focus_in_another_field_stays_there(early) -> None:
    page, load = early("alt\n")
    page.locator("textarea[name=text]").focus()
    page.locator("#tags").focus()
    load()
    editor(page)
    expect(page.locator("#tags")).to_be_focused()


def test_a_file_pasted_before_the_editor_has_loaded_is_uploaded(early) -> None:
    page, load = early("alt\n")
    give(page, "paste", "bild.png", picture())
    load()
    expect_written(page, "![bild.png](/files/")


def test_tab_goes_to_the_next_cell_while_table_support_is_loading(ana: Visitor, company) -> None:
    held: list[Route] = []
    ana.page.route(TABLES, lambda route: held.append(route))
    page = edit_page(ana, company.page("ana", "handbuch", "Tabelle unterwegs", ""))
    page.get_by_role("toolbar", name="Formatierung").get_by_role("button", name="Tabelle").click()
    page.keyboard.type("a")
    page.keyboard.press("Tab")
    page.keyboard.type("b")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("c")
    assert written(page).replace(" ", "").startswith("|c|b||")
    held[0].continue_()
    expect(page.get_by_role("button", name="Tabellenwerkzeuge")).to_be_visible()
    page.keyboard.type("d")
    assert written(page).replace(" ", "").startswith("|cd|b||")


def test_what_is_typed_while_the_markdown_editor_is_loading_is_in_it(ana: Visitor, company) -> None:
    held: list[Route] = []
    ana.page.route(SOURCE, lambda route: held.append(route))
    page = edit_page(ana, company.page("ana", "handbuch", "Markdown unterwegs", "alt\n"))
    with page.expect_request(SOURCE):
        page.get_by_role("button", name="Markdown", exact=True).click()
    editor(page).press("Control+End")
    page.keyboard.type(" und neu")
    held[0].continue_()
    expect(page.get_by_role("button", name="Markdown", exact=True)).to_have_attribute("aria-pressed", "true")
    assert written(page) == "alt und neu\n"


def test_offline_find_and_link_dialogs_open_and_a_file_says_why_it_waits(ana: Visitor, company) -> None:
    page = edit_page(ana, company.page("ana", "handbuch", "Im Keller", "Die Leiter\n"))
    page.wait_for_load_state("networkidle")
    ana.context.set_offline(True)
    editor(page).press("Control+f")
    page.get_by_label("Suchen", exact=True).fill("Leiter")
    expect(page.locator(".find-panel output")).to_have_text("– von 1")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    give(page, "paste", "bild.png", picture())
    expect(page.locator("[data-upload-state] .failed")).to_contain_text("keine Verbindung")
    ana.complaints.clear()  # Chromium itself logs the broken connections


def test_a_highlighted_result_is_not_opened_for_other_letters(ana: Visitor) -> None:
    page = ana.open("/")
    page.keyboard.press("/")
    page.keyboard.type("leiterp")
    expect(page.get_by_role("option").last).to_contain_text("leiterp")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.route("**/search/suggest?q=leiterpx", lambda route: None)
    page.keyboard.type("x")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=leiterpx")


def test_an_aborted_search_leaves_the_list_alone(ana: Visitor) -> None:
    ana.open("/search?q=Urlaub")
    page = ana.open("/")
    page.route("**/search/suggest?q=l", lambda route: None)
    page.keyboard.press("/")
    with page.expect_request("**/search/suggest?q=l"):
        page.keyboard.type("l")
    page.keyboard.press("Backspace")
    expect(page.get_by_role("option")).to_have_text(["Urlaub×"])


@pytest.fixture
def sharing(visit, company) -> tuple[Page, list[Route]]:
    """The form that shares a space, and its request to the server, which gets no response until the test allows it."""
    with company.runtime.database.transaction() as session:
        name = f"langsam-{next(_NUMBERS)}"
        group = make.group(session, name, leads=("lena",))
        make.space(session, "lena", name, f"group:{group}")
    held: list[Route] = []
    page = visit("lena").open(f"/spaces/{name}/share")
    page.route(f"**/spaces/{name}/share", lambda route: held.append(route))
    return page, held


def ask(page: Page, held: list[Route], level: str) -> None:
    """Choose what everyone may do, until the request has been sent."""
    before = len(held)
    page.get_by_label("Zugriff von Alle, die sich anmelden können").select_option(level)
    until(page, lambda: len(held) > before)


def test_what_is_typed_while_the_sharing_preview_reloads_stays(sharing) -> None:
    page, held = sharing
    ask(page, held, "Kann lesen")
    page.get_by_label("Person oder Gruppe").press_sequentially("cleo")
    held[0].continue_()
    expect(page.get_by_text("Gewinnen Zugriff")).to_be_visible()
    expect(page.get_by_label("Person oder Gruppe")).to_have_value("cleo")
    expect(page.get_by_label("Person oder Gruppe")).to_be_focused()
    expect(page.get_by_role("option", name="Cleo")).to_be_visible()


def test_the_last_choice_counts_even_if_an_earlier_response_comes_later(sharing) -> None:
    page, held = sharing
    ask(page, held, "Kann lesen")
    ask(page, held, "Kann bearbeiten")
    held[1].continue_()
    expect(page.get_by_text("Gewinnen Zugriff")).to_be_visible()
    held[0].continue_()
    settle(page)
    expect(page.get_by_label("Zugriff von Alle, die sich anmelden können")).to_have_value("members=write")
