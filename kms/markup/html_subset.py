"""Convert the simple HTML that people write in Markdown sources to Markdown; only used by imports."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = dict[str, str]

_KNOWN = re.compile(r"<(?:br|img|a|b|strong|i|em|kbd|details|table)\b", re.I)
_PROTECTED = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?^[ >]*(?P=fence)[`~]*[ \t]*$|.*)"
    r"|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\n).){1,2000}?(?<!`)(?P=ticks)(?!`)"
    r"|<!--.*?-->",
    re.M | re.S,
)
_TABLE = re.compile(r"<table\b.*?</table\s*>", re.I | re.S)
_NO_SIMPLE_TABLE = re.compile(r"(?:row|col)span|<(?:ul|ol|li|pre|h[1-6]|blockquote|table)\b", re.I)
_PLACE = re.compile("\ue000(\\d+)\ue001")
_AMPERSAND = "\ue002"  # html.parser would decode entities, so they are hidden from it
_TABLE_PARTS = frozenset(["tr", "td", "th", "thead", "tbody", "tfoot"])
_EMPTY_LINES = re.compile(r"\n{3,}")


def html_to_markdown(text: str) -> tuple[str, bool]:
    """Return the source with `br img a b strong i em kbd details table` as Markdown, and whether anything changed.
    Code, comments, tables with merged cells or block content, and all other HTML are unchanged."""
    if not _KNOWN.search(text) or "\ue000" in text or "\ue002" in text or not _is_tame(text):
        return text, False
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match.group())
        return f"\ue000{len(kept) - 1}\ue001"

    def keep_difficult(match: re.Match[str]) -> str:
        inner = match.group()[len("<table") :]
        return keep(match) if _NO_SIMPLE_TABLE.search(inner) else match.group()

    source = _TABLE.sub(keep_difficult, _PROTECTED.sub(keep, text)).replace("&", _AMPERSAND)
    reader = _Reader()
    reader.feed(source)
    reader.close()
    if not reader.changed:
        return text, False
    return _restored(reader.text().replace(_AMPERSAND, "&"), kept), True


def _is_tame(text: str) -> bool:
    """Searching for the end of comments, tables and tags is quadratic: texts with very many are left alone."""
    return text.count("<") <= 5_000 and text.count("<!--") <= 300 and text.lower().count("<table") <= 300


@dataclass
class _Frame:
    """An open element: its tag, its source, and its content so far."""

    tag: str
    source: str
    attributes: Attributes
    pieces: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.changed = False
        self._stack = [_Frame("", "", {})]

    def text(self) -> str:
        """Return the content; elements that are still open are returned as written."""
        while len(self._stack) > 1:
            self._give_back()
        return "".join(self._stack[0].pieces)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        source = self.get_starttag_text() or ""
        attributes = {name: value or "" for name, value in attrs}
        if tag in ("br", "img"):
            self.changed = True
            self._write(self._line_break() if tag == "br" else _image(attributes))
        elif tag in _TABLE_PARTS and self._in_table():
            self._start_part(tag)
        elif tag in _WRITERS or (tag == "table" and not self._in_table()):
            self._stack.append(_Frame(tag, source, attributes))
        else:
            self._write(source)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("br", "img"):
            return
        if tag in _TABLE_PARTS and self._in_table():
            self._end_cell()
        elif any(frame.tag == tag for frame in self._stack[1:]) and (tag in _WRITERS or tag == "table"):
            while self._stack[-1].tag != tag:
                self._give_back()
            self._finish()
        else:
            self._write(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self._stack[-1].tag != "table":
            self._write(data)

    def handle_decl(self, decl: str) -> None:
        self._write(f"<!{decl}>")

    def unknown_decl(self, data: str) -> None:
        self._write(f"<![{data}]>")

    def handle_pi(self, data: str) -> None:
        self._write(f"<?{data}>")

    def handle_comment(self, data: str) -> None:
        self._write(f"<!--{data}-->")

    def _write(self, text: str) -> None:
        self._stack[-1].pieces.append(text)

    def _in_table(self) -> bool:
        return any(frame.tag == "table" for frame in self._stack)

    def _line_break(self) -> str:
        line = "".join(self._stack[-1].pieces[-20:]).rpartition("\n")[2]
        return " " if self._in_table() or line.lstrip().startswith("|") else "\\\n"

    def _give_back(self) -> None:
        frame = self._stack.pop()
        self._write(frame.source + "".join(frame.pieces))

    def _finish(self) -> None:
        self.changed = True
        frame = self._stack.pop()
        if frame.tag == "table":
            self._write(_table(frame.rows))
        else:
            self._write(_WRITERS[frame.tag]("".join(frame.pieces), frame.attributes))

    def _start_part(self, tag: str) -> None:
        self._end_cell()
        table = self._stack[-1]
        if tag == "tr":
            table.rows.append([])
        elif tag in ("td", "th"):
            self._stack.append(_Frame(tag, "", {}))

    def _end_cell(self) -> None:
        """Close an open cell, and elements left open in it, and add it to the last row of its table."""
        while self._stack[-1].tag not in ("td", "th", "table"):
            self._give_back()
        if self._stack[-1].tag == "table":
            return
        cell = " ".join("".join(self._stack.pop().pieces).split()).replace("|", "\\|")
        table = self._stack[-1]
        if not table.rows:
            table.rows.append([])
        table.rows[-1].append(cell)


def _restored(text: str, kept: list[str]) -> str:
    """Restore protected parts; a protected table may contain protected code."""
    while _PLACE.search(text):
        text = _PLACE.sub(lambda match: kept[int(match[1])], text)
    return text


def _around(mark: str) -> Callable[[str, Attributes], str]:
    def write(content: str, attributes: Attributes) -> str:
        inner = content.strip()
        if not inner or "\n\n" in inner or mark[0] in (inner[0], inner[-1]):
            return content
        return content.replace(inner, mark + inner + mark, 1)

    return write


def _link(content: str, attributes: Attributes) -> str:
    href = attributes.get("href", "").strip()
    return f"[{content.strip()}]({_address(href)})" if href and content.strip() else content


def _image(attributes: Attributes) -> str:
    alt = attributes.get("alt", "").replace("]", "\\]").replace("[", "\\[")
    return f"![{alt}]({_address(attributes.get('src', '').strip())})" if attributes.get("src") else alt


def _address(url: str) -> str:
    return f"<{url}>" if re.search(r"[\s()]", url) else url


def _details(content: str, attributes: Attributes) -> str:
    return _EMPTY_LINES.sub("\n\n", f"\n\n{content.strip()}\n\n")


def _summary(content: str, attributes: Attributes) -> str:
    return f"**{' '.join(content.split())}**\n\n" if content.strip() else ""


def _table(rows: list[list[str]]) -> str:
    rows = [row for row in rows if row]
    if not rows:
        return ""
    width = max(map(len, rows))
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    lines.insert(1, "|" + " --- |" * width)
    return "\n\n" + "\n".join(lines) + "\n\n"


_WRITERS: dict[str, Callable[[str, Attributes], str]] = {
    "a": _link,
    "b": _around("**"),
    "strong": _around("**"),
    "i": _around("*"),
    "em": _around("*"),
    "kbd": _around("`"),
    "details": _details,
    "summary": _summary,
}
