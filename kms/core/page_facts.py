"""Extract title and description from a fetched page, as a suggestion for a bookmark."""

import re
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser

from kms.core.fetch import FetchedPage
from kms.core.text import clean_line

MAX_CHARS = 1000
_LOOK_AT = 100_000
_CHALLENGE = re.compile(
    r"just a moment|attention required|checking your browser|ddos.guard|access denied|are you a robot"
    r"|verify(ing)? you are human|security check|captcha|nur einen moment|einen moment\b|zugriff verweigert",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PageFacts:
    """Metadata of a page, at most 1,000 characters each; empty if the page has none."""

    title: str = ""
    description: str = ""


def page_facts(page: FetchedPage) -> PageFacts:
    """Return title and description of an HTML page; empty for error pages, bot challenges and other file types."""
    kind = page.content_type.split(";")[0].strip().lower()
    if page.status >= 400 or kind not in ("", "text/html", "application/xhtml+xml"):
        return PageFacts()
    head = _Head()
    with suppress(AssertionError):  # html.parser raises this for malformed declarations; anything read before is used
        head.feed(page.text()[:_LOOK_AT])
    title = _short(head.title) or _short(head.meta.get("og:title", ""))
    if _CHALLENGE.match(title):
        return PageFacts()
    return PageFacts(title, _short(head.meta.get("description", "") or head.meta.get("og:description", "")))


def _short(text: str) -> str:
    return clean_line(text[: 4 * MAX_CHARS].encode("utf-8", "ignore").decode("utf-8"))[:MAX_CHARS].strip()


class _Head(HTMLParser):
    """Collects the first title and the first meta element of each name."""

    def __init__(self) -> None:
        super().__init__()
        self.title = ""
        self.meta: dict[str, str] = {}
        self._in_title = False
        self._svg_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "svg":
            self._svg_depth += 1
        elif tag == "title":
            self._in_title = not self.title and not self._svg_depth
        elif tag == "meta":
            self._keep_meta({name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        if tag == "svg":
            self._svg_depth = max(0, self._svg_depth - 1)
        elif tag in ("title", "head", "body"):
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title and len(self.title) < 4 * MAX_CHARS:
            self.title += data

    def _keep_meta(self, attributes: dict[str, str]) -> None:
        name = (attributes.get("name") or attributes.get("property") or "").lower()
        if name in ("description", "og:title", "og:description"):
            self.meta.setdefault(name, attributes.get("content", ""))
