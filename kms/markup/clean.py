"""Sanitise rendered HTML: bleach with a strict allow list, in pieces because its cost is superlinear. The pieces are
whole top-level blocks, balanced by construction. Blocks that bleach would not change, which are most, skip it
(`kms.markup.known_html`), because it takes longer than everything else. The HTML must be safe even without this step
(tests replace it by the identity): it is the second line of defence."""

import re
import threading
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from bleach.sanitizer import Cleaner

from kms.markup.known_html import is_known
from kms.markup.mentions import NAME

PIECE_CHARS = 8 * 1024
TABLE_ROWS = 100

_TAG_NAMES = """
a blockquote br code del div em h1 h2 h3 h4 h5 h6 hr img input label li ol p pre section span strong sup table
tbody td th thead tr ul
"""
TAGS = frozenset(_TAG_NAMES.split())
PROTOCOLS = frozenset(["http", "https", "mailto", "tel", "ftp"])
_CLASSES: dict[str, re.Pattern[str]] = {
    "a": re.compile(r"external|wiki-link|footnote-back"),
    "code": re.compile(r"language-[A-Za-z0-9+#.-]{1,30}"),
    "div": re.compile(r"callout callout-[a-z]+|formula"),
    "li": re.compile(r"task"),
    "p": re.compile(r"callout-title"),
    "pre": re.compile(r"highlight"),
    "section": re.compile(r"footnotes"),
    "span": re.compile(r"network-path|formula|mention|[a-z][a-z0-9]{0,3}"),
    "sup": re.compile(r"footnote-ref"),
    "td": re.compile(r"align-(?:left|center|right)"),
    "th": re.compile(r"align-(?:left|center|right)"),
}
_ATTRIBUTES = {
    "a": frozenset(["href", "title"]),
    "img": frozenset(["src", "alt", "title"]),
    "input": frozenset(["disabled", "checked"]),
    "ol": frozenset(["start"]),
    "span": frozenset(["data-path"]),
}
_VALUES = {
    ("a", "data-wiki"): re.compile(r"\d{1,9}"),
    ("a", "rel"): re.compile(r"noreferrer noopener nofollow"),
    ("img", "loading"): re.compile(r"lazy"),
    ("input", "type"): re.compile(r"checkbox"),
    ("li", "id"): re.compile(r"fn-\d+"),
    ("p", "data-word"): re.compile(r"[a-z]+"),
    ("span", "data-name"): NAME,
    ("sup", "id"): re.compile(r"fnref-\d+"),
}
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_BODY, _ROW, _END = "<tbody>\n", "</tr>\n", "</tbody>\n</table>\n"
_FORMLESS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])
"""Control characters, which bleach would replace with a question mark."""
_own = threading.local()


def clean_blocks(blocks: Iterable[str]) -> str:
    """Return the blocks of a page as safe HTML."""
    runs = groupby(filter(None, blocks), is_known)
    return "".join("".join(run) if known else _bleached(run) for known, run in runs)


def _bleached(blocks: Iterable[str]) -> str:
    return "".join(_table(piece) if _is_long_table(piece) else bleached(piece) for piece in _pieces(blocks))


def bleached(html: str) -> str:
    """Keep only allowed tags, attributes and protocols; the rest is escaped or removed, as are control characters."""
    cleaner: Cleaner | None = getattr(_own, "cleaner", None)
    if cleaner is None:
        cleaner = _own.cleaner = Cleaner(tags=TAGS, attributes=is_allowed, protocols=PROTOCOLS)
    return cleaner.clean(html.translate(_FORMLESS))


def is_allowed(tag: str, name: str, value: str) -> bool:
    """Whether a tag may have this attribute with this value."""
    if name in _ATTRIBUTES.get(tag, ()):
        return True
    if name == "class" and tag in _CLASSES:
        return bool(_CLASSES[tag].fullmatch(value))
    if name == "id" and tag in _HEADINGS:
        return value.startswith("h-")
    pattern = _VALUES.get((tag, name))
    return bool(pattern and pattern.fullmatch(value))


def _pieces(blocks: Iterable[str]) -> Iterator[str]:
    piece: list[str] = []
    size = 0
    for block in blocks:
        if size + len(block) > PIECE_CHARS and piece:
            yield "".join(piece)
            piece, size = [], 0
        piece.append(block)
        size += len(block)
    yield "".join(piece)


def _is_long_table(html: str) -> bool:
    return html.startswith("<table>\n<thead>") and html.endswith(_END) and len(html) > PIECE_CHARS


def _table(html: str) -> str:
    """Sanitise a long table in runs of rows, each inside a table of its own."""
    head, body = html.removesuffix(_END).split(_BODY, 1)
    rows = body.removesuffix(_ROW).split(_ROW)
    runs = (_ROW.join(rows[start : start + TABLE_ROWS]) + _ROW for start in range(0, len(rows), TABLE_ROWS))
    cleaned = "".join(_inside(bleached(f"<table>{_BODY}{run}{_END}")) for run in runs)
    return bleached(f"{head}</table>").removesuffix("</table>") + _BODY + cleaned + _END


def _inside(table: str) -> str:
    """Return the rows of a sanitised table; if its structure changed, it is shown as text."""
    start, end = f"<table>{_BODY}", _END
    whole = table.startswith(start) and table.rstrip("\n").endswith(end.rstrip("\n"))
    return table[len(start) : table.rindex(end.rstrip("\n"))] if whole else f"<tr><td>{escape(table)}</td></tr>"
