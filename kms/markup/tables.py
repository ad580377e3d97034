"""Parse GitHub tables: rows may have too few or too many cells, `\\|` is a pipe even inside code."""

import re
from re import Match
from typing import Any

from mistune import BlockParser
from mistune.core import BlockState

from kms.markup.budget import spend
from kms.markup.limits import TABLE_CELLS, TABLE_COLUMNS

Token = dict[str, Any]

_DELIMITER = r"[ \t]*+:?+-++:?+[ \t]*+"
TABLE = (
    r"^ {0,3}+(?=[^\s])(?=[^\n|]*+\|)(?P<table_head>[^\n]*+)\n"
    r" {0,3}+(?P<table_marks>\|?+" + _DELIMITER + r"(?:\|" + _DELIMITER + r")*+\|?+)[ \t]*+(?:\n|\Z)"
)
_SPLIT = re.compile(r"(?<!\\)\|")
_BREAKS = ["fenced_code", "atx_heading", "thematic_break", "block_quote", "list", "block_html"]
_ALIGN = {(True, True): "center", (True, False): "left", (False, True): "right", (False, False): None}


def parse_table(block: BlockParser, match: Match[str], state: BlockState) -> int | None:
    """Parse a header, a delimiter row and rows up to a blank line or another block; the delimiters determine the
    columns. Short rows are padded, and so is a short header (GitHub would show the whole table as text)."""
    head = _cells(match["table_head"])
    aligns = [_ALIGN[mark.startswith(":"), mark.endswith(":")] for mark in _cells(match["table_marks"])]
    if len(head) > len(aligns) or len(aligns) > TABLE_COLUMNS:
        return None
    rows, position = _body(block, state, match.end(), aligns)
    body = {"type": "table_body", "children": rows}
    header = {"type": "table_head", "children": _row(head, aligns, "th")}
    state.append_token({"type": "table", "children": [header, body] if rows else [header]})
    return position


def _body(block: BlockParser, state: BlockState, position: int, aligns: list[str | None]) -> tuple[list[Token], int]:
    breaks = block.compile_sc(_BREAKS)
    rows: list[Token] = []
    while position < state.cursor_max:
        line = state.get_line(position)
        if not line.strip() or breaks.match(state.src, position):
            break
        spend(state.env, "cells", len(aligns), TABLE_CELLS)
        rows.append({"type": "table_row", "children": _row(_cells(line), aligns, "td")})
        position += len(line)
    return rows, position


def _row(cells: list[str], aligns: list[str | None], tag: str) -> list[Token]:
    padded = cells[: len(aligns)] + [""] * (len(aligns) - len(cells))
    return [
        {"type": "table_cell", "text": text, "attrs": {"tag": tag, "align": align}}
        for text, align in zip(padded, aligns, strict=True)
    ]


def _cells(line: str) -> list[str]:
    line = line.strip()
    line = line.removeprefix("|")
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    return [cell.strip().replace("\\|", "|") for cell in _SPLIT.split(line)]
