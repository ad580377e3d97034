"""The shortcuts dialog on a German keyboard: it lists exactly what works on the current screen."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.prove]

# Shift and the key right of 0 type a question mark there; the browser reports the key, not its position.
QUESTION_MARK = """document.body.dispatchEvent(new KeyboardEvent("keydown",
  { key: "?", code: "Minus", shiftKey: true, bubbles: true, cancelable: true }))"""


def shown_keys(page) -> set[str]:
    return set(page.locator("#keys [data-for-key]:visible").evaluate_all("all => all.map((e) => e.dataset.forKey)"))


def test_the_dialog_shows_the_keys_of_the_screen(ana, company) -> None:
    page = ana.open(f"/p/{company.pages['leiter']}")
    page.evaluate(QUESTION_MARK)
    assert shown_keys(page) == {"/", "e", "n", "b", "g h", "g n", "?"}
    page.keyboard.press("Escape")
    ana.open("/bookmarks").evaluate(QUESTION_MARK)
    assert "e" not in shown_keys(page)


def test_while_writing_it_shows_the_keys_for_writing(ana, company) -> None:
    page = ana.open(f"/p/{company.pages['leiter']}/edit")
    page.locator(".topbar-end > details").last.locator("summary").click()
    page.get_by_role("button", name="Tastenkürzel").click()
    assert {"Strg S", "Strg Umschalt 8"} <= shown_keys(page)
