"""Finding by keyboard: one field, suggestions, results, filters, shortcuts; also on a German keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.hands import editor, write

pytestmark = [pytest.mark.browser, pytest.mark.prove]

# Two keys that must be pressed within a second, which a slow machine might not manage one by one.
G_THEN_H = """["g", "h"].forEach((key) => document.body.dispatchEvent(
  new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })))"""
CTRL_ALT, SHIFT, PLAIN = 1 | 2, 8, 0


def press_german(page: Page, key: str, code: str, modifiers: int, *, types: bool = True) -> None:
    """A key as a German layout sends it: AltGr arrives as Ctrl+Alt on Windows and not at all on Linux."""
    keyboard = page.context.new_cdp_session(page)
    event = {"key": key, "code": code, "modifiers": modifiers, **({"text": key} if types else {})}
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", **event})
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": key, "code": code, "modifiers": modifiers})
    keyboard.detach()


def test_slash_letters_arrow_and_enter_open_a_page(ana) -> None:
    page = ana.open("/")
    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("prüfprot")
    option = page.get_by_role("option", name="Prüfprotokoll")
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Prüfprotokoll", level=1)).to_be_visible()
    assert ana.refused() == []


def test_escape_closes_suggestions_and_enter_alone_searches(ana) -> None:
    page = ana.open("/")
    page.keyboard.press("/")
    page.keyboard.type("Leitern")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=Leitern")


def test_results_show_the_words_and_can_be_narrowed_and_widened(ana) -> None:
    page = ana.open("/search?q=Leitern prüfen")
    rows = page.locator(".results .row")
    expect(rows.first.locator("mark").first).to_be_visible()
    expect(page.get_by_role("link", name="Leiterprüfung", exact=True)).to_be_visible()
    ana.open("/search?q=Leitern")
    everything = rows.count()
    page.get_by_role("navigation", name="Art").get_by_role("link", name="Lesezeichen").click()
    expect(page.get_by_role("navigation", name="Art").locator("[aria-current]")).to_contain_text("Lesezeichen")
    page.wait_for_load_state()
    assert 0 < rows.count() < everything
    expect(rows.get_by_role("link", name="Leiterprüfung", exact=True)).to_have_count(0)
    page.get_by_role("navigation", name="Art").locator("[aria-current]").click()
    expect(rows).to_have_count(everything)
    page.go_back()
    expect(page.get_by_role("navigation", name="Art").locator("[aria-current]")).to_contain_text("Lesezeichen")


def test_an_outsider_finds_nothing_in_any_way(visit, company) -> None:
    assert "Gehälter" in visit("ben").open("/search?q=Zitronenfalter").locator("main").inner_text()
    cleo = visit("cleo")
    page = cleo.open("/search?q=Zitronenfalter")
    expect(page.get_by_role("heading", name="Nichts gefunden")).to_be_visible()
    page.locator(".topbar input[type=search]").fill("Gehä")
    with page.expect_response("**/search/suggest**") as answer:
        page.locator(".topbar input[type=search]").press_sequentially("l")
    assert "Gehälter" not in answer.value.text()
    for path in (f"/p/{company.pages['geheim']}", "/spaces/intern", f"/p/{company.pages['geheim']}/history"):
        cleo.open(path)
        expect(page.locator(".status")).to_have_text("404")
        assert "Gehälter" not in page.content()
    assert "Intern" not in cleo.open("/").locator("body").inner_text()


def test_the_question_mark_shows_the_shortcuts_and_they_work(ana, company) -> None:
    page = ana.open(f"/p/{company.pages['leiter']}")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Tastenkürzel")).to_be_visible()
    page.keyboard.press("n")
    assert page.url.endswith("/leiterpruefung"), "behind the dialog no key works"
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    for keys, address in (("b", "**/bookmarks/new"), ("n", "**/pages/new")):
        page.keyboard.press(keys)
        page.wait_for_url(address)
        page.go_back()
    page.keyboard.press("e")
    page.wait_for_url("**/edit")
    ana.open(f"/p/{company.pages['leiter']}")
    page.evaluate(G_THEN_H)
    page.wait_for_url(f"{ana.address}/")


def test_shortcuts_stay_letters_while_typing(ana) -> None:
    page = ana.open("/bookmarks/new")
    page.locator("#title").click()
    page.keyboard.type("neben?/ghe")
    assert page.locator("#title").input_value() == "neben?/ghe"
    assert page.url.endswith("/bookmarks/new")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_german_keyboard_reaches_slash_and_question_mark(ana) -> None:
    page = ana.open("/")
    press_german(page, "?", "Minus", SHIFT)
    expect(page.get_by_role("dialog", name="Tastenkürzel")).to_be_visible()
    page.keyboard.press("Escape")
    press_german(page, "/", "Digit7", SHIFT)
    expect(page.get_by_role("combobox")).to_be_focused()


@pytest.mark.parametrize("modifiers", [CTRL_ALT, PLAIN], ids=["Windows", "Linux"])
def test_altgr_types_characters_and_triggers_nothing(ana, company, modifiers: int) -> None:
    page = ana.open(f"/p/{company.pages['leer']}")
    signs = (
        ("@", "KeyQ"),
        ("€", "KeyE"),
        ("[", "Digit8"),
        ("]", "Digit9"),
        ("{", "Digit7"),
        ("\\", "Minus"),
        ("~", "BracketRight"),
    )
    for key, code in signs:
        press_german(page, key, code, modifiers)
    assert page.url.endswith("/noch-leer")
    expect(page.get_by_role("dialog")).to_be_hidden()
    ana.open(f"/p/{company.pages['leer']}/edit")
    editor(page).click()
    for key, code in signs:
        press_german(page, key, code, modifiers, types=False)
        page.keyboard.insert_text(key)
    expect(editor(page)).to_have_text("@€[]{\\~")
    assert page.url.endswith("/edit")
    write(page, "")


def test_the_tree_and_menus_work_from_the_keyboard(ana, company) -> None:
    page = ana.open(f"/p/{company.pages['leiter']}")
    more = page.locator("main summary").filter(has_text="Mehr")
    more.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    expect(page.locator("main details[open] > .menu-panel").locator("a, button").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(more).to_be_focused()
    page.keyboard.press("Tab")
    ana.open(f"/p/{company.pages['leiter']}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
