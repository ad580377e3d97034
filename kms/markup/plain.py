"""Convert parsed tokens to readable text: for search, passages, labels, alt texts and heading slugs."""

import re
from collections.abc import Iterable
from typing import Any

from mistune.util import unescape

Token = dict[str, Any]

_BLOCKS = frozenset(
    ["paragraph", "block_text", "heading", "table_row", "table_head", "task_paragraph", "task_block_text"]
)
_FOLDED = re.compile(r"\n{2,}")


def plain_text(tokens: Iterable[Token]) -> str:
    """Return the text of a page without markup, one line per block."""
    pieces: list[str] = []
    _collect(tokens, pieces)
    return _FOLDED.sub("\n", "".join(pieces)).strip()


def inline_text(tokens: Iterable[Token]) -> str:
    """Return the text of inline tokens, as a reader sees a heading or a label."""
    pieces: list[str] = []
    _collect(tokens, pieces)
    return "".join(pieces).replace("\n", " ").strip()


def without_comments(html: str) -> str:
    """Return raw HTML without its `<!-- -->` comments; an unclosed one is kept."""
    kept: list[str] = []
    position = 0
    while (start := html.find("<!--", position)) >= 0:
        end = html.find("-->", start + 2)
        if end < 0:
            break
        kept.append(html[position:start])
        position = end + 3
    return "".join(kept) + html[position:]


def _collect(tokens: Iterable[Token], pieces: list[str]) -> None:
    for token in tokens:
        kind = token["type"]
        if "children" in token:
            _collect(token["children"], pieces)
        elif "raw" in token:
            pieces.append(_raw_text(kind, token))
        if kind in _BLOCKS or kind in ("softbreak", "linebreak"):
            pieces.append("\n")
        elif kind == "table_cell":
            pieces.append(" ")


def _raw_text(kind: str, token: Token) -> str:
    raw: str = token["raw"]
    if kind == "text":
        return raw if token.get("literal") else unescape(raw)
    if kind == "footnote_ref":
        return ""
    if kind in ("block_html", "inline_html"):
        return without_comments(raw)
    return raw + "\n" if kind in ("block_code", "block_formula") else raw
