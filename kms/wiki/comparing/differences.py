"""Compare two revisions for display, as rows of lines with changed words marked; templates make the HTML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from kms.wiki.comparing.opcodes import Opcode, changed_ranges

WORD_CHARS = 500
WORD_WORK = 1_000_000
"""Budget for comparing by word: the sum of the products of word counts of line pairs. Later pairs are shown whole."""
CONTEXT = 3

Kind = Literal["same", "added", "removed", "changed", "gap"]
PieceKind = Literal["same", "added", "removed"]
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class DifferencePiece:
    """A part of a changed line."""

    kind: PieceKind
    text: str


@dataclass(frozen=True)
class DifferenceRow:
    """A line of either side or both; line numbers start at 1, None if that side has no such line.

    A changed row has the line of both sides and, if they are short enough, its words in `pieces`. A gap stands for
    `hidden` equal lines.
    """

    kind: Kind
    old_line: int | None = None
    new_line: int | None = None
    old: str = ""
    new: str = ""
    pieces: tuple[DifferencePiece, ...] = ()
    hidden: int = 0


@dataclass(frozen=True)
class Difference:
    """What changed between two texts; `too_large` if comparing would take too long, in which case there are no rows."""

    rows: tuple[DifferenceRow, ...] = ()
    added: int = 0
    removed: int = 0
    too_large: bool = False
    line_ends_only: bool = False


class _Words:
    """Compares lines by word until the budget for one comparison is used up."""

    def __init__(self) -> None:
        self._left = WORD_WORK

    def pieces(self, before: str, after: str) -> tuple[DifferencePiece, ...]:
        if len(before) > WORD_CHARS or len(after) > WORD_CHARS:
            return ()
        old, new = _WORDS.findall(before), _WORDS.findall(after)
        self._left -= len(old) * len(new)
        return tuple(_word_pieces(old, new)) if self._left >= 0 else ()


def compare(old: str, new: str, context: int = CONTEXT) -> Difference:
    """The rows that show two revisions, with `context` equal lines around each change."""
    left, right = _lines(old), _lines(new)
    if left == right:
        return Difference(line_ends_only=old != new)
    ranges = changed_ranges(left, right)
    if ranges is None:
        return Difference(too_large=True)
    rows = tuple(_rows(left, right, ranges, context))
    added = sum(row.kind in ("added", "changed") for row in rows)
    removed = sum(row.kind in ("removed", "changed") for row in rows)
    return Difference(rows, added, removed)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n") if text else []


def _rows(old: list[str], new: list[str], ranges: list[Opcode], context: int) -> Iterator[DifferenceRow]:
    words = _Words()
    shown = 0
    for number, (i1, i2, j1, j2) in enumerate(ranges):
        begin = max(shown, i1 - context)
        yield from _gap(begin - shown)
        yield from _same(old, begin, i1, j1 - i1)
        yield from _changed(old, new, (i1, i2, j1, j2), words)
        following = ranges[number + 1][0] if number + 1 < len(ranges) else len(old)
        shown = min(i2 + context, following)
        yield from _same(old, i2, shown, j2 - i2)
    yield from _gap(len(old) - shown)


def _same(old: list[str], start: int, end: int, shift: int) -> Iterator[DifferenceRow]:
    return (DifferenceRow("same", i + 1, i + shift + 1, old[i], old[i]) for i in range(start, end))


def _gap(hidden: int) -> Iterator[DifferenceRow]:
    if hidden > 0:
        yield DifferenceRow("gap", hidden=hidden)


def _changed(old: list[str], new: list[str], place: Opcode, words: _Words) -> Iterator[DifferenceRow]:
    """Pair lines in order; surplus lines of one side are added or removed."""
    i1, i2, j1, j2 = place
    pairs = min(i2 - i1, j2 - j1)
    for n in range(pairs):
        before, after = old[i1 + n], new[j1 + n]
        yield DifferenceRow("changed", i1 + n + 1, j1 + n + 1, before, after, words.pieces(before, after))
    yield from (DifferenceRow("removed", i + 1, None, old[i]) for i in range(i1 + pairs, i2))
    yield from (DifferenceRow("added", None, j + 1, "", new[j]) for j in range(j1 + pairs, j2))


def _word_pieces(old: list[str], new: list[str]) -> Iterator[DifferencePiece]:
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield DifferencePiece("same", "".join(old[i1:i2]))
            continue
        if i2 > i1:
            yield DifferencePiece("removed", "".join(old[i1:i2]))
        if j2 > j1:
            yield DifferencePiece("added", "".join(new[j1:j2]))
