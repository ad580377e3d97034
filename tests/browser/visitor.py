"""One browser window of one person."""

from playwright.sync_api import BrowserContext, Page

MILLISECONDS = 30_000  # how long a slow machine may take; a passing test waits no longer than it must
# what is logged about an intended 404, a picture on another server, a blocked worker, a repeated question
EXPECTED = (
    "the server responded with a status of",
    "Loading the image",
    "Service Worker registration blocked",
    "htmx:sendAbort",
    "htmx:afterRequest",
)

# Recorded by every page of a test: what the policy blocked, and what ran that must not.
WATCH = """
window.__refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  if (event.violatedDirective === "img-src") return;
  window.__refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""


class Visitor:
    """One browser window of one person: opens addresses and records what went wrong there."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
        self.complaints: list[str] = []
        context.set_default_timeout(MILLISECONDS)
        context.add_init_script(WATCH)
        context.on("page", self._listen)
        self.page = context.new_page()

    def _listen(self, page: Page) -> None:
        page.on("console", lambda said: self._hear(said.type, f"{said.text} ({said.location.get('url')})"))
        page.on("pageerror", lambda fault: self.complaints.append(str(fault)))

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not any(words in text for words in EXPECTED):
            self.complaints.append(text)

    def open(self, path: str) -> Page:
        """Go to an address of the server, which must not fail there."""
        answer = self.page.goto(self.address + path)
        assert answer is None or answer.status < 500, f"{path} answered {answer.status}"
        return self.page

    def tab(self, path: str) -> Page:
        """Another tab of the same person."""
        page = self.context.new_page()
        page.goto(self.address + path)
        return page

    def refused(self) -> list[str]:
        """What the Content-Security-Policy blocked on the current page."""
        return list(self.page.evaluate("window.__refused"))
