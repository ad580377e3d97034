"""Parse a staff list copied from a spreadsheet: its cells, and the meaning of its columns."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from kms.core.errors import Invalid
from kms.core.text import N_, clean_line, fold_key

NAME, FIRST, LAST, USER_NAME, EMAIL, GROUP, LEADS, NOTHING = (
    "name", "first", "last", "user_name", "email", "group", "lead", "",
)  # fmt: skip
KINDS = (NAME, FIRST, LAST, USER_NAME, EMAIL, GROUP, LEADS, NOTHING)
MOST_ROWS, MOST_COLUMNS = 2000, 30
_MOST_TITLES = 5  # rows above the headings, as in "Staff, as of March"

_HEADINGS = {
    NAME: "name vollername vollständigername mitarbeiter mitarbeiterin mitarbeitername person kollege kollegin "
    "vorundnachname vornameundnachname vornamenachname nachnamevorname namevorname anzeigename fullname employee "
    "displayname personen people",
    FIRST: "vorname rufname firstname givenname forename",
    LAST: "nachname familienname zuname lastname surname familyname",
    USER_NAME: "benutzername benutzer anmeldename anmeldung login loginname username user account kennung kürzel",
    EMAIL: "email mail emailadresse mailadresse emailaddress eemail",
    GROUP: "gruppe gruppen abteilung abteilungen team teams bereich group groups department departments",
    LEADS: "leitung gruppenleitung teamleitung abteilungsleitung leiter leiterin teamleiter teamleiterin lead leads "
    "teamlead leader chef chefin vorgesetzter vorgesetzte manager head supervisor",
}
_BY_HEADING = {word: kind for kind, words in _HEADINGS.items() for word in words.split()}
YES = frozenset({"ja", "j", "x", "yes", "y", "1", "true", "wahr", "✓", "✔", *_HEADINGS[LEADS].split()})
NO = frozenset({"", "nein", "n", "no", "0", "false", "falsch", "-", "–", "mitglied", "member"})
_NO_LETTER = re.compile(r"[^\w✓✔]|_")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")
_LAST_FIRST = re.compile(r"[^,;\t]+, \S")  # Brandt, Anna
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]*")


@dataclass(frozen=True)
class StaffSheet:
    """The rows below the heading and the kind of each column; `lines` are the row numbers, counted from 1."""

    rows: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...]
    headings: tuple[str, ...]
    lines: tuple[int, ...]
    mark: str

    def cells(self, row: Sequence[str], kind: str) -> list[str]:
        """Return the row's values in the columns of this kind."""
        return [cell for cell, column in zip(row, self.columns, strict=True) if column == kind and cell]


def read_sheet(text: str, chosen: Sequence[str] = (), mark: str = "") -> StaffSheet:
    """Parse pasted text, separated by tabs, semicolons or commas. `chosen` are the column kinds, if they were chosen
    for a text of this `mark` (the same heading and width). Raises Invalid for the field `text`."""
    lines, rows = _rows(text)
    if not rows:
        return StaffSheet((), (), (), (), "")
    width = len(rows[0])
    at = _heading_at(rows)
    headings, body = (("",) * width, rows) if at is None else (rows[at], rows[at + 1 :])
    own = sha256(repr((headings, width)).encode()).hexdigest()[:16]
    if mark == own and len(chosen) == width and all(kind in KINDS for kind in chosen):
        columns = tuple(chosen)
    else:
        columns = _by_look(body) if at is None else _once([_kind_of(cell) for cell in headings])
        if columns == (FIRST, LAST) and all(_LAST_FIRST.match(line) for line in text.splitlines() if line.strip()):
            columns = (LAST, FIRST)
    return StaffSheet(tuple(body), columns, headings, tuple(lines[len(rows) - len(body) :]), own)


def is_yes(cell: str) -> bool:
    """Whether the cell says that this person is a lead."""
    return _fold(cell) in YES


def is_no(cell: str) -> bool:
    """Whether the cell says that this person is not a lead."""
    return cell.strip().casefold() in NO or _fold(cell) in NO


def _rows(text: str) -> tuple[list[int], list[tuple[str, ...]]]:
    """Return the numbers of non-empty rows, and their cells, padded to equal length."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"\Asep=.\n", "", text)  # written by Excel
    try:
        read = list(csv.reader(io.StringIO(text), delimiter=_separator(text)))
    except csv.Error as fault:
        raise Invalid({"text": N_("This cannot be read as a table. Please copy the cells again.")}) from fault
    cells = [tuple(clean_line(cell) for cell in row) for row in read]
    lines, rows = [at for at, row in enumerate(cells, 1) if any(row)], [row for row in cells if any(row)]
    if len(rows) > MOST_ROWS + 1:
        raise Invalid({"text": N_("At most %(n)s people at a time. Please take the list in parts.", n=MOST_ROWS)})
    if any(len(row) > MOST_COLUMNS for row in rows):
        raise Invalid({"text": N_("At most %(n)s columns. Please copy only those that matter.", n=MOST_COLUMNS)})
    return lines, _without_empty_columns(rows)


def _separator(text: str) -> str:
    """Return the separator found in most of the first lines."""
    if "\t" in text:
        return "\t"
    lines = [line for line in text.split("\n")[:50] if line.strip()]
    return ";" if sum(";" in line for line in lines) * 2 >= max(1, len(lines)) else ","


def _without_empty_columns(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    width = max((len(row) for row in rows), default=0)
    kept = [at for at in range(width) if any(at < len(row) and row[at] for row in rows)]
    return [tuple(row[at] if at < len(row) else "" for at in kept) for row in rows]


def _fold(cell: str) -> str:
    return _NO_LETTER.sub("", fold_key(cell))


def _kind_of(heading: str) -> str:
    """Return the column kind of a heading; a remark in brackets ("E-Mail (falls vorhanden)") is ignored."""
    return _BY_HEADING.get(_fold(heading.split("(")[0].split("/")[0]), NOTHING)


def _heading_at(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the index of the heading row: the first, or the first below titles, which fill a single cell."""
    titles = 0
    while len(rows[0]) > 1 and titles < min(len(rows) - 1, _MOST_TITLES) and sum(map(bool, rows[titles])) == 1:
        titles += 1
    return next((at for at in (titles, 0) if _is_heading(rows[at])), None)


def _is_heading(row: Sequence[str]) -> bool:
    known = sum(1 for cell in row if _kind_of(cell))
    return not any("@" in cell for cell in row) and (known >= 2 or known == sum(1 for cell in row if cell) > 0)


def _once(kinds: Sequence[str]) -> tuple[str, ...]:
    """Only groups may appear in several columns."""
    return tuple(kind if kind == GROUP or kind not in kinds[:at] else NOTHING for at, kind in enumerate(kinds))


def _by_look(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Guess the kinds of columns without a heading from their cells; each kind is tried on the remaining columns."""
    columns = [[cell for cell in column if cell] for column in zip(*rows, strict=True)]
    found = {at: NOTHING for at, cells in enumerate(columns) if cells and _share(cells, _has_letters) < 0.5}
    found = {at: kind for at, kind in found.items() if not all(is_yes(cell) or is_no(cell) for cell in columns[at])}

    def take(kind: str, fits: Callable[[list[str]], bool]) -> None:
        for at, cells in enumerate(columns):
            if at not in found and kind not in found.values() and cells and fits(cells):
                found[at] = kind

    take(EMAIL, lambda cells: _share(cells, _MAIL.fullmatch) > 0.5)
    take(LEADS, lambda cells: all(is_yes(cell) or is_no(cell) for cell in cells))
    take(NAME, lambda cells: _share(cells, lambda cell: " " in cell) > 0.5 and len(set(cells)) * 2 > len(cells))
    take(USER_NAME, lambda cells: len(set(cells)) == len(cells) and _share(cells, _LOGIN.fullmatch) > 0.9)
    if NAME not in found.values():
        left = [at for at in range(len(columns)) if at not in found and columns[at]]
        if len(left) > 1 and all(len(set(columns[at])) * 2 > len(columns[at]) for at in left[:2]):
            found.update(zip(left[:2], (FIRST, LAST), strict=True))
        elif left:
            found[left[0]] = NAME
    take(GROUP, lambda cells: True)
    return tuple(found.get(at, NOTHING) for at in range(len(columns)))


def _has_letters(cell: str) -> bool:
    return any(map(str.isalpha, cell))


def _share(cells: Sequence[str], fits: Callable[[str], object]) -> float:
    return sum(1 for cell in cells if fits(cell)) / len(cells)
