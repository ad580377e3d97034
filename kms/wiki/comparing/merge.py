"""Three-way merge by line (diff3); overlapping changes are conflicts, never markers in the text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kms.wiki.comparing.opcodes import changed_ranges

_LINE = re.compile(r"[^\n]*\n")
_NEIGHBOURS = {("edit", "edit"), ("edit", "insertion"), ("edit", "deletion"), ("deletion", "deletion")}
"""Kinds of change that may be adjacent without a line in between, because it is clear which base lines each side
meant."""


@dataclass(frozen=True)
class MergeClash:
    """A place that both sides changed differently: the lines of each text, and where it begins in the base."""

    line: int
    base: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class MergeResult:
    """The merged text in pieces; a conflicting piece is a `MergeClash`."""

    pieces: tuple[str | MergeClash, ...]
    ends: bool = True
    """Whether the merged text ends with a line ending."""

    @property
    def conflicts(self) -> tuple[MergeClash, ...]:
        return tuple(piece for piece in self.pieces if isinstance(piece, MergeClash))

    @property
    def text(self) -> str | None:
        """The whole text; None if there is any clash."""
        return None if self.conflicts else self.resolved(())

    def resolved(self, chosen: Sequence[str]) -> str:
        """The whole text with the clashes replaced by these texts, in order."""
        words = iter(chosen)
        pieces = [next(words) if isinstance(piece, MergeClash) else piece for piece in self.pieces]
        end = "\r\n" if any("\r\n" in piece for piece in pieces) else "\n"
        text = "".join(piece if piece.endswith("\n") or not piece else piece + end for piece in pieces)
        return text if self.ends else text.removesuffix("\n").removesuffix("\r")


@dataclass(frozen=True)
class _Change:
    start: int
    end: int
    lines: tuple[str, ...]

    @property
    def kind(self) -> Literal["edit", "insertion", "deletion", "rewriting"]:
        """An edit replaces lines one for one; a rewriting changes the number of lines."""
        if self.start == self.end:
            return "insertion"
        if not self.lines:
            return "deletion"
        return "edit" if len(self.lines) == self.end - self.start else "rewriting"


Group = tuple[list[_Change], list[_Change]]


def three_way(base: str, theirs: str, mine: str) -> MergeResult:
    """Merge both sides' changes of the base; identical changes are applied once.

    Changes to adjacent lines are merged if it is clear which lines each side meant; otherwise touching changes
    conflict, as in diff3. Texts too large to compare are a single conflict.
    """
    if theirs == mine or mine == base:
        return _whole(theirs)
    if theirs == base:
        return _whole(mine)
    old, left, right = _lines(base), _lines(theirs), _lines(mine)
    ours, others = _changes(old, left), _changes(old, right)
    if ours is None or others is None:
        return MergeResult((MergeClash(1, base, theirs, mine),), _ends(mine))
    ends = _ends(theirs) if _ends(theirs) != _ends(base) else _ends(mine)
    return MergeResult(tuple(_join(old, ours, others)), ends)


def _whole(text: str) -> MergeResult:
    return MergeResult((text,), _ends(text))


def _ends(text: str) -> bool:
    return not text or text.endswith("\n")


def _lines(text: str) -> list[str]:
    """Lines with their LF or CRLF endings; the last always gets one, so that appending a line does not change it."""
    if not _ends(text):
        text += "\r\n" if "\r\n" in text else "\n"
    return _LINE.findall(text)


def _changes(old: list[str], new: list[str]) -> list[_Change] | None:
    ranges = changed_ranges(old, new)
    return None if ranges is None else [_Change(i1, i2, tuple(new[j1:j2])) for i1, i2, j1, j2 in ranges]


def _join(old: list[str], left: list[_Change], right: list[_Change]) -> Iterator[str | MergeClash]:
    position = 0
    for ours, others in _groups(left, right):
        start = min(change.start for change in ours + others)
        end = max(change.end for change in ours + others)
        yield "".join(old[position:start])
        theirs, mine = _side(old, ours, start, end), _side(old, others, start, end)
        if ours and others and theirs != mine:
            yield MergeClash(start + 1, "".join(old[start:end]), theirs, mine)
        else:
            yield theirs if ours else mine
        position = end
    yield "".join(old[position:])


def _groups(left: list[_Change], right: list[_Change]) -> Iterator[Group]:
    """The changes in order; those of both sides that overlap, or touch ambiguously, are grouped."""
    both = [(change, 0) for change in left] + [(change, 1) for change in right]
    group: Group = ([], [])
    for change, side in sorted(both, key=lambda item: (item[0].start, item[0].end, item[1])):
        if (group[0] or group[1]) and _stands_apart(change, group[0] + group[1]):
            yield group
            group = ([], [])
        group[side].append(change)
    if group[0] or group[1]:
        yield group


def _stands_apart(change: _Change, before: list[_Change]) -> bool:
    if any(other.end > change.start for other in before):
        return False
    return all(other.end < change.start or _clear(other.kind, change.kind) for other in before)


def _clear(one: str, other: str) -> bool:
    return (one, other) in _NEIGHBOURS or (other, one) in _NEIGHBOURS


def _side(old: list[str], changes: list[_Change], start: int, end: int) -> str:
    """One side's replacement for the base lines from start to end."""
    lines: list[str] = []
    for change in changes:
        lines += old[start : change.start]
        lines += change.lines
        start = change.end
    return "".join(lines + old[start:end])
