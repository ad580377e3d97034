"""User actions that Playwright has no method for."""

import base64
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.visitor import MILLISECONDS

# Passes a file to an element as the browser does when it is dropped there or pasted.
_GIVE = """(element, [kind, name, mime, content]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], name, { type: mime }));
  const options = { bubbles: true, cancelable: true };
  element.dispatchEvent(kind === "paste"
    ? new ClipboardEvent("paste", { ...options, clipboardData: data })
    : new DragEvent("drop", { ...options, dataTransfer: data }));
}"""

_PASTE = """(element, [html, text]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", text);
  element.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: data }));
}"""

# What the browser would send now: asking for it makes the editor write its text.
_WRITTEN = (
    "() => new FormData(document.querySelector('textarea[name=text]').form).get('text').replaceAll('\\r\\n', '\\n')"
)


def until(page: Page, true: Callable[[], Any]) -> Any:
    """Wait for something that is not on the page, such as server state; returns its value."""
    end = time.monotonic() + MILLISECONDS / 1000
    while not (value := true()):
        assert time.monotonic() < end, "it did not become so"
        page.wait_for_timeout(50)
    return value


def ready(page: Page) -> None:
    """Wait until the scripts of a page opened by a click have run; `goto` waits for them itself."""
    page.wait_for_function("() => document.documentElement.classList.contains('js')")


def give(page: Page, kind: str, name: str, content: bytes, mime: str = "image/png") -> None:
    """Drop or paste a file into the text."""
    page.locator("#text").evaluate(_GIVE, [kind, name, mime, base64.b64encode(content).decode()])


def paste(page: Page, html: str, text: str = "") -> None:
    """Paste formatted text."""
    editor(page).evaluate(_PASTE, [html, text])


def editor(page: Page) -> Locator:
    """The editor, once it has replaced the field."""
    text = page.locator("#text[contenteditable=true]")
    expect(text).to_be_visible()
    return text


def written(page: Page) -> str:
    """The Markdown that would be saved now."""
    editor(page)
    return str(page.evaluate(_WRITTEN))


def expect_written(page: Page, part: str) -> None:
    """Wait until the Markdown contains this."""
    editor(page)
    page.wait_for_function(f"(part) => ({_WRITTEN})().includes(part)", arg=part)


def as_markdown(page: Page) -> Locator:
    """Switch to the Markdown, unless the editor shows it already."""
    editor(page)
    toggle = page.get_by_role("button", name="Markdown", exact=True)
    if toggle.get_attribute("aria-pressed") == "false":
        toggle.click()
        expect(toggle).to_have_attribute("aria-pressed", "true")
    return editor(page)


def as_rich_text(page: Page) -> Locator:
    """Switch back to the rich text."""
    toggle = page.get_by_role("button", name="Markdown", exact=True)
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "false")
    return editor(page)


def write(page: Page, markdown: str) -> None:
    """Replace the text with this Markdown."""
    as_markdown(page).focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    if markdown:
        page.keyboard.insert_text(markdown)


def insert(page: Page, word: str, name: str) -> None:
    """Type a slash and a word, and take the first entry as soon as it is offered."""
    page.keyboard.type(f"/{word}")
    option = page.get_by_role("listbox", name="Einfügen").get_by_role("option", name=name).first
    expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")


def settle(page: Page) -> None:
    """Give the browser the pause between two keys that human typing has: it reports a moved cursor slightly late."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 40)))")


def edit_page(visitor, page_id: int) -> Page:  # type: ignore[no-untyped-def]
    """Open a page's editor with the cursor at the start of its text."""
    page: Page = visitor.open(f"/p/{page_id}/edit")
    editor(page).focus()
    page.keyboard.press("Control+Home")
    settle(page)
    return page
