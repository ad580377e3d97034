"""Merge two changes of one text here, line by line (diff3); what overlaps is a conflict, never a marker in the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kms.wiki.opcodes import changed_ranges

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True)
class Clash:
    """A place that both sides changed differently: the lines of each text, and where it begins in the base."""

    line: int
    base: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Merge:
    """Either a whole text and no conflicts, or no text and at least one conflict."""

    text: str | None
    conflicts: tuple[Clash, ...] = ()


@dataclass(frozen=True)
class _Change:
    start: int
    end: int
    lines: tuple[str, ...]


def three_way(base: str, theirs: str, mine: str) -> Merge:
    """Join what both sides made of the base; a change made by both alike is taken once.

    Changes that touch without a line between them are a conflict, as in diff3. Texts too large to compare are one.
    """
    if theirs == mine or mine == base:
        return Merge(theirs)
    if theirs == base:
        return Merge(mine)
    old, left, right = _lines(base), _lines(theirs), _lines(mine)
    ours, others = _changes(old, left), _changes(old, right)
    if ours is None or others is None:
        return Merge(None, (Clash(1, base, theirs, mine),))
    return _join(old, ours, others)


def _lines(text: str) -> list[str]:
    """Lines with their ends, LF or CRLF."""
    return _LINE.findall(text)


def _changes(old: list[str], new: list[str]) -> list[_Change] | None:
    ranges = changed_ranges(old, new)
    return None if ranges is None else [_Change(i1, i2, tuple(new[j1:j2])) for i1, i2, j1, j2 in ranges]


def _join(old: list[str], left: list[_Change], right: list[_Change]) -> Merge:
    merged: list[str] = []
    clashes: list[Clash] = []
    position = 0
    for ours, others in _groups(left, right):
        start = min(change.start for change in ours + others)
        end = max(change.end for change in ours + others)
        merged += old[position:start]
        theirs, mine = _side(old, ours, start, end), _side(old, others, start, end)
        if ours and others and theirs != mine:
            clashes.append(Clash(start + 1, "".join(old[start:end]), "".join(theirs), "".join(mine)))
        merged += theirs if ours else mine
        position = end
    merged += old[position:]
    return Merge(None, tuple(clashes)) if clashes else _whole(merged, old)


def _groups(left: list[_Change], right: list[_Change]) -> Iterator[tuple[list[_Change], list[_Change]]]:
    """The changes in order, those of both sides that touch each other together."""
    waiting = sorted([(c.start, c.end, 0, c) for c in left] + [(c.start, c.end, 1, c) for c in right], key=_place)
    group: tuple[list[_Change], list[_Change]] = ([], [])
    end = -1
    for start, stop, side, change in waiting:
        if start > end and (group[0] or group[1]):
            yield group
            group = ([], [])
        group[side].append(change)
        end = max(end, stop)
    if group[0] or group[1]:
        yield group


def _place(item: tuple[int, int, int, _Change]) -> tuple[int, int, int]:
    return item[:3]


def _side(old: list[str], changes: list[_Change], start: int, end: int) -> list[str]:
    """What one side has in place of the base's lines from start to end."""
    lines: list[str] = []
    for change in changes:
        lines += old[start : change.start]
        lines += change.lines
        start = change.end
    return lines + old[start:end]


def _whole(lines: list[str], old: list[str]) -> Merge:
    """Put a line end where an unfinished last line has got a successor."""
    end = "\r\n" if old and old[0].endswith("\r\n") else "\n"
    closed = [line if line.endswith("\n") else line + end for line in lines[:-1]]
    return Merge("".join(closed + lines[-1:]))
