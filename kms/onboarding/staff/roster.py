"""Match a staff sheet against existing people: who would be added, who is known, and what is wrong, row by row."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import takewhile

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.accounts.inputs import EMAIL, USER_NAME
from kms.accounts.models import Group, Person
from kms.core.text import N_, Message, fold_key
from kms.onboarding.staff import sheet as sheets
from kms.onboarding.staff.sheet import StaffSheet
from kms.onboarding.staff.user_names import suggest_user_name

NEW, KNOWN, WRONG = "new", "known", "wrong"
_NEARLY = 0.85  # difflib ratio: "Werkstat" and "Werkstatt" reach it, "Lager" and "Lager 2" do not


@dataclass
class RosterEntry:
    """One row: the person it refers to and remarks; a `fault` blocks the whole list."""

    line: int
    name: str
    user_name: str = ""
    email: str | None = None
    groups: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    person_id: int | None = None
    suggested: bool = False
    faults: list[Message] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)

    @property
    def state(self) -> str:
        return WRONG if self.faults else NEW if self.person_id is None else KNOWN


@dataclass(frozen=True)
class Roster:
    """The parsed list; nothing is stored before `kms.onboarding.staff.admission.admit_people`."""

    sheet: StaffSheet
    entries: tuple[RosterEntry, ...]
    new_groups: tuple[str, ...]
    alike: tuple[tuple[str, str], ...] = ()  # a new group, and the existing one it may be a misspelling of

    @property
    def new(self) -> int:
        return sum(1 for entry in self.entries if entry.state == NEW)

    @property
    def known(self) -> int:
        return sum(1 for entry in self.entries if entry.state == KNOWN)

    @property
    def wrong(self) -> int:
        return sum(1 for entry in self.entries if entry.state == WRONG)


def read_roster(session: Session, sheet: StaffSheet) -> Roster:
    """Resolve each row to a person, with suggested user names where missing and a remark for every doubt."""
    entries = [_entry(sheet, row, line) for line, row in zip(sheet.lines, sheet.rows, strict=True)]
    people = _People(session, entries)
    for entry in entries:
        people.recognise(entry)
    for entry in entries:
        people.name(entry)
    _name_leads(sheet, entries)
    existing = {group.key: group.name for group in session.scalars(select(Group))}
    spelt: dict[str, str] = {}
    for entry in entries:
        entry.groups, entry.leads = (_spelt(names, existing, spelt) for names in (entry.groups, entry.leads))
    new = tuple(name for key, name in spelt.items() if key not in existing)
    return Roster(sheet, tuple(entries), new, _alike(new, list(existing.values())))


class _People:
    """Existing people and those of the sheet, indexed by what identifies them."""

    def __init__(self, session: Session, entries: Sequence[RosterEntry]) -> None:
        rows = session.execute(select(Person.id, Person.key, Person.name, Person.email, Person.suspended_at)).all()
        self.by_key = {row.key: row for row in rows}
        self.by_email = {row.email: row for row in rows if row.email}
        self.by_name: dict[str, list[int]] = {}
        for row in rows:
            self.by_name.setdefault(fold_key(row.name), []).append(row.id)
        self.rows = {row.id: row for row in rows}
        self.taken: set[str] = set(self.by_key)
        self.emails: dict[str, RosterEntry] = {}
        self.names: dict[str, int] = {}
        self.seen: set[int] = set()
        self.listed = Counter(fold_key(entry.name) for entry in entries if not entry.user_name)

    def recognise(self, entry: RosterEntry) -> None:
        """Match an existing person; record validation errors."""
        if not entry.name:
            entry.faults.append(N_("The name is missing."))
        if entry.user_name and not USER_NAME.fullmatch(entry.user_name):
            entry.faults.append(N_("A user name has letters, digits, dots, hyphens and underscores only."))
        if entry.email and not EMAIL.fullmatch(entry.email):
            entry.faults.append(N_("This does not look like an e-mail address."))
        self._find(entry)
        if entry.person_id is not None:
            self._known(entry)

    def _find(self, entry: RosterEntry) -> None:
        by_key, by_email = self.by_key.get(fold_key(entry.user_name)), self.by_email.get(entry.email or "")
        if by_key and (fold_key(by_key.name) == fold_key(entry.name) or by_email is by_key or not entry.name):
            entry.person_id = by_key.id
        elif by_key:
            entry.faults.append(N_("The user name is taken by %(name)s.", name=by_key.name))
        elif by_email and fold_key(by_email.name) == fold_key(entry.name):
            entry.person_id = by_email.id
        elif by_email:
            entry.faults.append(N_("The e-mail address is used by %(name)s.", name=by_email.name))
        elif not entry.user_name:
            self._find_by_name(entry)

    def _find_by_name(self, entry: RosterEntry) -> None:
        """People of the same name are matched in order, so that pasting a list again adds nobody twice."""
        key = fold_key(entry.name)
        same = self.by_name.get(key, [])
        if 0 < self.listed[key] < len(same):
            message = N_("Several people here are called %(name)s. Please add the user name.", name=entry.name)
            entry.faults.append(message)
        else:
            entry.person_id = next((id for id in same if id not in self.seen), None)

    def _known(self, entry: RosterEntry) -> None:
        row = self.rows[entry.person_id or 0]
        if (other := self.by_email.get(entry.email or "")) and other.id != row.id:
            entry.faults.append(N_("The e-mail address is used by %(name)s.", name=other.name))
        entry.user_name, entry.email = row.key, row.email or entry.email
        if row.suspended_at is not None:
            entry.faults.append(N_("This person is suspended. Let them in again under “People” first."))
        elif row.id in self.seen:
            entry.faults.append(N_("The same person stands in the list twice."))
        elif entry.groups:
            entry.notes.append(N_("Is here already: only the groups are added."))
        else:
            entry.notes.append(N_("Is here already: is left as it is."))
        self.seen.add(row.id)

    def name(self, entry: RosterEntry) -> None:
        """Assign user names to new people; typed ones take precedence over suggested ones."""
        if entry.person_id is not None:
            return
        self._meet(entry)
        if entry.user_name:
            if fold_key(entry.user_name) in self.taken and not entry.faults:
                entry.faults.append(N_("The user name stands in the list twice."))
        elif entry.name:
            entry.user_name, entry.suggested = suggest_user_name(entry.name, self.taken), True
        self.taken.add(fold_key(entry.user_name))

    def _meet(self, entry: RosterEntry) -> None:
        """Add a remark if an earlier row refers to the same person, or to one of the same name."""
        key, other = fold_key(entry.name), self.emails.get(entry.email or "")
        if other and fold_key(other.name) == key:
            entry.faults.append(N_("The same as row %(n)s. Please take one of the two out.", n=other.line))
        elif other:
            entry.faults.append(N_("Row %(n)s has the same e-mail address.", n=other.line))
        elif key in self.names and not entry.user_name:
            entry.notes.append(N_("Row %(n)s has the same name: these become two people.", n=self.names[key]))
        if entry.email:
            self.emails.setdefault(entry.email, entry)
        self.names.setdefault(key, entry.line)


def _entry(sheet: StaffSheet, row: Sequence[str], line: int) -> RosterEntry:
    def one(kind: str) -> str:
        return " ".join(sheet.cells(row, kind))

    whole = one(sheets.NAME)
    if whole.count(",") == 1:
        whole = _turned(*(part.strip() for part in whole.split(",")))
    name = whole or " ".join(filter(None, (one(sheets.FIRST), one(sheets.LAST)))) or one(sheets.USER_NAME)
    groups = _names(sheet.cells(row, sheets.GROUP))
    leads = groups if any(sheets.is_yes(cell) for cell in sheet.cells(row, sheets.LEADS)) else ()
    entry = RosterEntry(line, name, one(sheets.USER_NAME), one(sheets.EMAIL).lower() or None, groups, leads)
    if len(name) > 200 or len(entry.email or "") > 320 or any(len(group) > 100 for group in groups):
        entry.faults.append(N_("Something in this row is too long."))
    if leads == () and not groups and any(sheets.is_yes(cell) for cell in sheet.cells(row, sheets.LEADS)):
        entry.notes.append(N_("Leads no group: none stands in this row."))
    return entry


def _turned(last: str, first: str) -> str:
    """Return the name in spoken order; titles stay in front, a remark in brackets at the end.

    >>> _turned("Dr. Keller", "Friedrich"), _turned("Lehmann", "Tim (Azubi)")
    ('Dr. Friedrich Keller', 'Tim Lehmann (Azubi)')
    """
    words, (given, bracket, remark) = last.split(), first.partition("(")
    titles = list(takewhile(lambda word: word.endswith("."), words))
    return " ".join([*titles, *given.split(), *words[len(titles) :], *(bracket + remark).split()])


def _names(cells: Iterable[str]) -> tuple[str, ...]:
    """Split a cell with several names: commas, semicolons, or slashes surrounded by spaces."""
    parts = [part.strip() for cell in cells for part in cell.replace(";", ",").replace(" / ", ",").split(",")]
    return tuple({fold_key(part): part for part in parts if part}.values())


def _name_leads(sheet: StaffSheet, entries: Sequence[RosterEntry]) -> None:
    """Handle columns that name the lead of the row's groups instead of saying yes."""
    by_name = {key: entry for entry in entries for key in (fold_key(entry.name), fold_key(entry.user_name)) if key}
    for row, entry in zip(sheet.rows, entries, strict=True):
        for cell in sheet.cells(row, sheets.LEADS):
            if sheets.is_yes(cell) or sheets.is_no(cell):
                continue
            lead = by_name.get(fold_key(cell)) or _by_last_name(entries, cell)
            if lead is None:
                entry.faults.append(N_("“%(name)s” is to lead, but does not stand in the list.", name=cell))
            elif entry.groups:
                lead.leads = tuple(dict.fromkeys((*lead.leads, *entry.groups)))
                lead.groups = tuple(dict.fromkeys((*lead.groups, *entry.groups)))


def _by_last_name(entries: Sequence[RosterEntry], cell: str) -> RosterEntry | None:
    """Return the only person with the last name in the cell ("Frau Brandt")."""
    word = fold_key(cell).split()[-1:]
    found = [entry for entry in entries if word and fold_key(entry.name).split()[-1:] == word]
    return found[0] if len(found) == 1 else None


def _spelt(names: Sequence[str], existing: dict[str, str], spelt: dict[str, str]) -> tuple[str, ...]:
    """Unify the spelling of each group: that of the existing group, else the first in the sheet."""
    return tuple(dict.fromkeys(existing.get(fold_key(n)) or spelt.setdefault(fold_key(n), n) for n in names))


def _alike(new: Sequence[str], existing: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return new groups whose name is nearly that of another one."""
    found: list[tuple[str, str]] = []
    for at, name in enumerate(new):
        others = {fold_key(other): other for other in (*existing, *new[:at]) if _digits(other) == _digits(name)}
        if near := get_close_matches(fold_key(name), others, 1, _NEARLY):
            found.append((name, others[near[0]]))
    return tuple(found)


def _digits(name: str) -> list[str]:
    return [c for c in name if c.isdigit()]
