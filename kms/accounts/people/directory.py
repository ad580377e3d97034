"""Find people: for those who manage them, and by the names colleagues use."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from kms.accounts.models import Group, Membership, Person
from kms.accounts.people.lists import FoundPeople, find
from kms.core.text import fold_key

ALL, WAITING, SUSPENDED, ROLES = "", "waiting", "suspended", "roles"
MOST = 500


@dataclass(frozen=True)
class GroupRole:
    """A group that a person belongs to, and their role."""

    id: int
    name: str
    role: str


def find_people(session: Session, words: str = "", shown: str = ALL, cursor: str | None = None) -> FoundPeople[Person]:
    """Return one page of the people whose name, user name or email address contains all the words."""
    return find(session.scalars(select(Person).where(_shown(shown))), words, cursor, whole=_whole)


def count_people(session: Session, words: str = "") -> dict[str, int]:
    """Count the people matching these words for each filter of the list."""
    return {kind: find_people(session, words, kind).count for kind in (ALL, WAITING, SUSPENDED, ROLES)}


def everyone_except(session: Session, person_id: int) -> set[int]:
    """Return everyone else who can sign in, or could with a start code."""
    return set(session.scalars(select(Person.id).where(Person.id != person_id, Person.suspended_at.is_(None))))


def count_waiting(session: Session) -> int:
    """Count people who may sign in but never chose a password."""
    return session.scalar(select(func.count()).select_from(Person).where(_shown(WAITING))) or 0


def waiting_people(session: Session, ids: Sequence[int] | None = None) -> Sequence[Person]:
    """Return people who may sign in but never chose a password; only those of `ids` if given."""
    query = select(Person).where(_shown(WAITING)).order_by(Person.name, Person.id).limit(MOST)
    return session.scalars(query if ids is None else query.where(Person.id.in_(ids[:MOST]))).all()


def groups_of(session: Session, person_id: int) -> list[GroupRole]:
    """Return the groups of a person, by name."""
    query = (
        select(Group.id, Group.name, Membership.role)
        .join(Membership, Membership.group_id == Group.id)
        .where(Membership.person_id == person_id)
        .order_by(Group.key)
    )
    return [GroupRole(**row._mapping) for row in session.execute(query)]


def suggest_people(session: Session, typed: str, limit: int = 10) -> list[Person]:
    """Return colleagues who can sign in and whose user name or a word of whose name starts with what was typed."""
    beginning = fold_key(typed)
    if not beginning:
        return []
    found = (row for row in _colleagues(session) if f" {beginning}" in f" {fold_key(row.name)} {row.key}")
    return list(islice(found, limit))


def matching_names(session: Session, names: Sequence[str]) -> dict[str, list[Person]]:
    """Return for each name the colleagues it can mean: by user name, else full name, else last name ("Frau Brandt")."""
    rows = _colleagues(session)
    return {name: _matching(rows, fold_key(name)) for name in names}


def _matching(rows: Sequence[Person], key: str) -> list[Person]:
    last = key.split()[-1:]
    return (
        [row for row in rows if row.key == key]
        or [row for row in rows if fold_key(row.name) == key]
        or [row for row in rows if last and fold_key(row.name).split()[-1:] == last]
    )


def _colleagues(session: Session) -> Sequence[Person]:
    """Reads all colleagues (some hundreds), because the database cannot compare all scripts case-insensitively."""
    return session.scalars(select(Person).where(Person.suspended_at.is_(None)).order_by(Person.name, Person.id)).all()


def _whole(row: Person) -> str:
    return f"{fold_key(row.name)} {row.key} {row.email or ''}"


def _shown(shown: str) -> ColumnElement[bool]:
    if shown == WAITING:
        return Person.password.is_(None) & Person.suspended_at.is_(None)
    if shown == SUSPENDED:
        return Person.suspended_at.is_not(None)
    return or_(Person.is_admin, Person.manages_people) if shown == ROLES else Person.id > 0
