"""Normalises HTML, so that what a reader sees can be compared."""

import re
from html.parser import HTMLParser

Part = tuple[str, ...]

_NAMES = """
blockquote body dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre section table tbody td th thead tr ul
"""
BLOCKS = frozenset(_NAMES.split())
EMPTY = frozenset(["br", "hr", "img", "input"])
KEPT = {
    "a": ("href", "title"),
    "img": ("src", "alt", "title"),
    "code": ("class",),
    "ol": ("start",),
    "input": ("checked",),
}


def normal(html: str) -> list[Part]:
    """Tags and texts in order, without what no reader sees: white space between blocks, colours, ids, our own
    classes."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [part for part in map(reader.trimmed, range(len(reader.parts))) if part != ("text", "")]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[Part] = []
        self.inside_pre: list[bool] = []
        self.pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "span":
            return
        self.pre += tag == "pre"
        values = dict(attrs)
        self._add("open", tag, *(f"{name}={values[name]}" for name in KEPT.get(tag, ()) if name in values))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.pre -= tag == "pre"
        if tag != "span" and tag not in EMPTY:
            self._add("close", tag)

    def handle_data(self, data: str) -> None:
        if self.parts and self.parts[-1][0] == "text":
            data = self.parts.pop()[1] + data
            self.inside_pre.pop()
        self._add("text", data if self.pre else re.sub(r"[ \t\n\r\f]+", " ", data))

    def _add(self, *part: str) -> None:
        self.parts.append(part)
        self.inside_pre.append(self.pre > 0)

    def trimmed(self, place: int) -> Part:
        """A text without white space at the edges of its block; in `pre` without its last line break."""
        part = self.parts[place]
        if part[0] != "text":
            return part
        text = part[1]
        if self.inside_pre[place]:
            return ("text", text.rstrip("\n"))
        if self._is_edge(place - 1):
            text = text.lstrip(" ")
        return ("text", text.rstrip(" ") if self._is_edge(place + 1) else text)

    def _is_edge(self, place: int) -> bool:
        if not 0 <= place < len(self.parts):
            return True
        return self.parts[place][0] != "text" and (self.parts[place][1] in BLOCKS or self.parts[place][1] == "br")
