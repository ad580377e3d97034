"""Match corresponding lines of two texts within fixed limits; the basis of merging and comparing.

Lines that occur exactly once in both texts are anchors (patience diff); only what lies between them goes to difflib,
which is quadratic on repeated lines.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher

LINES = 5_000
CHARS = 1024 * 1024
PAIRS = 300_000
"""The most pairs of equal lines between two anchors that are compared one by one."""

Opcode = tuple[int, int, int, int]


def changed_ranges(old: list[str], new: list[str]) -> list[Opcode] | None:
    """(i1, i2, j1, j2) for every place where old[i1:i2] became new[j1:j2], in order; None beyond the limits."""
    if max(len(old), len(new)) > LINES or max(_size(old), _size(new)) > CHARS:
        return None
    ranges: list[Opcode] = []
    i = j = 0
    for anchor_i, anchor_j in [*_anchors(old, new), (len(old), len(new))]:
        inner = _between(old, new, (i, anchor_i, j, anchor_j))
        if inner is None:
            return None
        ranges += inner
        i, j = anchor_i + 1, anchor_j + 1
    return _joined(ranges)


def _size(lines: list[str]) -> int:
    return sum(map(len, lines))


def _anchors(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """The longest increasing run of lines that occur exactly once on each side."""
    once_old, once_new = Counter(old), Counter(new)
    places = {line: i for i, line in enumerate(old) if once_old[line] == 1}
    both = [(places[line], j) for j, line in enumerate(new) if once_new[line] == 1 and line in places]
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (i, _) in enumerate(both):
        at = bisect_left(ends, i)
        before.append(last[at - 1] if at else -1)
        ends[at : at + 1] = [i]
        last[at : at + 1] = [number]
    return list(_walk_back(both, before, last[-1] if last else -1))[::-1]


def _walk_back(both: list[tuple[int, int]], before: list[int], number: int) -> Iterator[tuple[int, int]]:
    while number >= 0:
        yield both[number]
        number = before[number]


def _between(old: list[str], new: list[str], place: Opcode) -> list[Opcode] | None:
    i1, i2, j1, j2 = place
    while i1 < i2 and j1 < j2 and old[i1] == new[j1]:
        i1, j1 = i1 + 1, j1 + 1
    while i1 < i2 and j1 < j2 and old[i2 - 1] == new[j2 - 1]:
        i2, j2 = i2 - 1, j2 - 1
    if i1 == i2 or j1 == j2:
        return [(i1, i2, j1, j2)] if i1 < i2 or j1 < j2 else []
    counts = Counter(old[i1:i2])
    if sum(counts[line] for line in new[j1:j2]) > PAIRS:
        return None
    codes = SequenceMatcher(None, old[i1:i2], new[j1:j2], autojunk=False).get_opcodes()
    return [(i1 + a1, i1 + a2, j1 + b1, j1 + b2) for tag, a1, a2, b1, b2 in codes if tag != "equal"]


def _joined(ranges: list[Opcode]) -> list[Opcode]:
    """Merge ranges that touch."""
    joined: list[Opcode] = []
    for i1, i2, j1, j2 in ranges:
        if joined and joined[-1][1] == i1 and joined[-1][3] == j1:
            joined[-1] = (joined[-1][0], i2, joined[-1][2], j2)
        else:
            joined.append((i1, i2, j1, j2))
    return joined
