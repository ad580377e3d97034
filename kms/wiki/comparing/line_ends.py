"""Restore the original line endings of a text that was submitted through a form."""

import re

from kms.wiki.comparing.opcodes import changed_ranges

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")


def with_ends_of(base: str, text: str) -> str:
    """`text` (with LF endings) with the line endings of `base`; a new line gets the ending of the line before it."""
    ends = {end for _, end in _split(base) if end}
    if ends <= {"\n"}:
        return text
    if len(ends) == 1:
        return text.replace("\n", ends.pop())
    return _mixed(_split(base), text.split("\n"))


def _split(text: str) -> list[tuple[str, str]]:
    """Lines with their endings; the last entry is the text after the final ending and may be empty."""
    found = [(match[1], match[2]) for match in _LINE.finditer(text)]
    return found[:-1] if len(found) > 1 and found[-2][1] == "" else found


def _mixed(old: list[tuple[str, str]], new: list[str]) -> str:
    ranges = changed_ranges([line for line, _ in old], new)
    if ranges is None:
        ranges = [(0, len(old), 0, len(new))]
    ends: list[str] = [""] * len(new)
    i = j = 0
    for i1, i2, j1, j2 in [*ranges, (len(old), len(old), len(new), len(new))]:
        for step in range(i1 - i):
            ends[j + step] = old[i + step][1]
        i, j = i2, j2
        for step in range(j2 - j1):
            ends[j1 + step] = old[i1 + step][1] if i1 + step < i2 else ""
    return _joined(new, ends, old[0][1] or "\n")


def _joined(lines: list[str], ends: list[str], before: str) -> str:
    pieces: list[str] = []
    for line, end in zip(lines[:-1], ends, strict=False):
        before = end or before
        pieces += [line, before]
    return "".join(pieces) + lines[-1]
