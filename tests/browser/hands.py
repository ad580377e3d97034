"""What hands do that Playwright has no word for."""

import base64

from playwright.sync_api import Page

# Hands a file to an element as the browser does when it is dropped there or pasted.
_GIVE = """(element, [kind, name, mime, content]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))], name, { type: mime }));
  const options = { bubbles: true, cancelable: true };
  element.dispatchEvent(kind === "paste"
    ? new ClipboardEvent("paste", { ...options, clipboardData: data })
    : new DragEvent("drop", { ...options, dataTransfer: data }));
}"""


def give(page: Page, kind: str, name: str, content: bytes, mime: str = "image/png") -> None:
    """Drop or paste a file into the text."""
    page.locator("#text").evaluate(_GIVE, [kind, name, mime, base64.b64encode(content).decode()])
