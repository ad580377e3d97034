"""Converts spreadsheet rows to lines of text, keeping columns: for .xlsx, and cell by cell for .ods."""

import re
from collections.abc import Mapping

from kms.files.gathered import CELLS, Gathered

MOST_CELLS = 500
"""Cells per row that keep their column; later ones follow without gaps."""
REPEATS = 200
"""The most repetitions of a repeated cell or row that are written: sheets pad themselves with a million of them."""
_LETTERS = re.compile(r"[A-Z]{1,3}")


class SheetRow:
    """The row being read; empty cells at its end are dropped."""

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered
        self._cells: list[str] = []

    def add(self, text: str, times: int = 1) -> None:
        """Add a cell, repeated `times` times."""
        self._cells += [" ".join(text.split())] * min(times, max(1, MOST_CELLS - len(self._cells)))

    def go_to(self, column: int) -> None:
        """Move to this column, counted from 0."""
        self._cells += [""] * (min(column, MOST_CELLS) - len(self._cells))

    def end(self, times: int = 1) -> None:
        """Write the row, repeated `times` times."""
        while self._cells and not self._cells[-1]:
            self._cells.pop()
        for _ in range(min(times, REPEATS) if self._cells else 0):
            self._gathered.add(CELLS.join(self._cells))
        self._cells.clear()


class SheetText:
    """Collects the cells of an .xlsx sheet, one line per row."""

    def __init__(self, gathered: Gathered, strings: list[str]) -> None:
        self._row, self._strings = SheetRow(gathered), strings
        self._value: list[str] = []
        self._kind = self._place = ""
        self._in_value = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "c":
            self._kind, self._place = attributes.get("t", ""), attributes.get("r", "")
            self._value.clear()
        self._in_value = tag in ("v", "t")

    def data(self, text: str) -> None:
        if self._in_value:
            self._value.append(text)

    def end(self, tag: str) -> None:
        self._in_value = False
        if tag == "c" and self._value:
            self._row.go_to(column(self._place))
            self._row.add(self._shown("".join(self._value)))
        elif tag == "row":
            self._row.end()

    def _shown(self, value: str) -> str:
        if self._kind != "s":
            return "" if self._kind in ("b", "e") else value
        return self._strings[int(value)] if value.isdecimal() and int(value) < len(self._strings) else ""


def column(place: str) -> int:
    """The column of a cell, counted from 0; 0 where the cell does not say.

    >>> column("A1"), column("AB12"), column("")
    (0, 27, 0)
    """
    letters = _LETTERS.match(place)
    number = 0
    for letter in letters[0] if letters else "A":
        number = number * 26 + ord(letter) - 64
    return number - 1
