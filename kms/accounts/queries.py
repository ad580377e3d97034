"""Read queries for people, groups, sign-ins and API keys; builds the Actor of a request."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level
from kms.accounts.models import LEAD, Group, Membership, Person
from kms.core.errors import NotFound
from kms.core.text import N_, fold_key

ACTOR_COLUMNS = (Person.id, Person.user_name, Person.name, Person.language, Person.is_admin, Person.manages_people)


@dataclass(frozen=True)
class Member:
    """A person as shown on a group's page."""

    id: int
    user_name: str
    name: str
    role: str


@dataclass(frozen=True)
class GroupView:
    """A group with its number of members."""

    id: int
    name: str
    description: str
    people: int


def find_actor(session: Session, user_name: str) -> Actor | None:
    """Return the actor with this user name, for the command line."""
    return _actor(session, select(*ACTOR_COLUMNS).where(Person.key == fold_key(user_name)), Level.MANAGE)


def get_actor_of(session: Session, person_id: int) -> Actor:
    """Return the actor with this id. Raises NotFound."""
    actor = _actor(session, select(*ACTOR_COLUMNS).where(Person.id == person_id), Level.MANAGE)
    if actor is None:
        raise NotFound(N_("There is no such person."))
    return actor


def _actor(session: Session, query: Select[int, str, str, str, bool, bool], ceiling: Level) -> Actor | None:
    row = session.execute(query).first()
    return None if row is None else with_groups(session, row, ceiling)


def with_groups(session: Session, row: Row[*tuple[Any, ...]], ceiling: Level) -> Actor:
    query = select(Membership.group_id, Membership.role).where(Membership.person_id == row.id)
    roles = {group_id: role for group_id, role in session.execute(query)}
    return Actor(
        row.id,
        row.user_name,
        row.name,
        row.language,
        row.is_admin,
        tuple(sorted(roles)),
        frozenset(id for id, role in roles.items() if role == LEAD),
        ceiling,
        row.manages_people,
    )


def anyone_exists(session: Session) -> bool:
    """Whether set-up has been completed."""
    return session.scalar(select(Person.id).limit(1)) is not None


def find_person(session: Session, user_name: str) -> Person | None:
    """Find a person by user name, case-insensitively."""
    return session.scalar(select(Person).where(Person.key == fold_key(user_name)))


def get_person(session: Session, person_id: int) -> Person:
    """Return the person. Raises NotFound."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound(N_("There is no such person."))
    return person


def get_colleague(session: Session, person_id: int) -> Person:
    """Return a person who can sign in. Raises NotFound, also for suspended people."""
    person = session.get(Person, person_id) if person_id < 2**53 else None
    if person is None or person.suspended_at is not None:
        raise NotFound(N_("There is no such person."))
    return person


def groups_shared(session: Session, person_id: int, group_ids: Sequence[int]) -> list[GroupView]:
    """Return those of these groups that the person also belongs to, by name."""
    query = select(Membership.group_id).where(Membership.person_id == person_id, Membership.group_id.in_(group_ids))
    found = list(session.scalars(query))
    return list_groups(session, found) if found else []


def names_of(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return the names of these people."""
    if not ids:
        return {}
    return {id: name for id, name in session.execute(select(Person.id, Person.name).where(Person.id.in_(set(ids))))}


def names_by_user_name(session: Session, user_names: Sequence[str]) -> dict[str, str]:
    """Return the names of these people by case-folded user name; unknown ones are omitted."""
    found: dict[str, str] = {}
    for start in range(0, len(user_names), 500):
        query = select(Person.key, Person.name).where(Person.key.in_(user_names[start : start + 500]))
        found.update({key: name for key, name in session.execute(query)})
    return found


def get_group(session: Session, group_id: int) -> Group:
    """Return the group. Raises NotFound."""
    group = session.get(Group, group_id)
    if group is None:
        raise NotFound(N_("There is no such group."))
    return group


def find_group(session: Session, name: str) -> Group | None:
    """Find a group by name, case-insensitively."""
    return session.scalar(select(Group).where(Group.key == fold_key(name)))


def list_groups(session: Session, ids: Sequence[int] | None = None) -> list[GroupView]:
    """Return all groups (or these) by name, with the number of members who can sign in."""
    query = (
        select(Group.id, Group.name, Group.description, func.count(Person.id).label("people"))
        .outerjoin(Membership, Membership.group_id == Group.id)
        .outerjoin(Person, (Person.id == Membership.person_id) & Person.suspended_at.is_(None))
        .group_by(Group.id)
        .order_by(Group.key)
    )
    if ids is not None:
        query = query.where(Group.id.in_(ids))
    return [GroupView(**row._mapping) for row in session.execute(query)]


def group_names(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return the names of these groups."""
    if not ids:
        return {}
    return {id: name for id, name in session.execute(select(Group.id, Group.name).where(Group.id.in_(set(ids))))}


def colleagues(session: Session, ids: Iterable[int]) -> dict[int, tuple[int, str, str]]:
    """Return those of these people who can sign in: id, name and user name."""
    wanted = set(ids)
    if not wanted:
        return {}
    query = select(Person.id, Person.name, Person.user_name)
    rows = session.execute(query.where(Person.id.in_(wanted), Person.suspended_at.is_(None)))
    return {id: (id, name or user_name, user_name) for id, name, user_name in rows}


def find_by_name(session: Session, name: str) -> list[int]:
    """Return the ids of people with this name who can sign in, case-insensitively."""
    rows = session.execute(select(Person.id, Person.name).where(Person.suspended_at.is_(None)))
    return [id for id, found in rows if found.casefold() == name.casefold()]


def begun_names(session: Session, typed: str, limit: int) -> list[str]:
    """Return people who can sign in and match every typed word by a prefix in name or user name: "Ben Acker (ben)"."""
    query = select(Person.name, Person.user_name).where(Person.suspended_at.is_(None))
    begun = typed.casefold().split()
    found: list[str] = []
    for name, user_name in session.execute(query.order_by(Person.name, Person.id)):
        words = f"{name} {user_name}".casefold().split()
        if all(any(word.startswith(start) for word in words) for start in begun):
            found.append(f"{name or user_name} ({user_name})")
        if len(found) == limit:
            break
    return found


def people_in_groups(
    session: Session, group_ids: Sequence[int], only: Collection[int] | None = None
) -> dict[int, dict[int, bool]]:
    """Return the members of these groups who can sign in, and whether each is a lead; only those in `only` if given."""
    found: dict[int, dict[int, bool]] = {}
    if not group_ids:
        return found
    query = (
        select(Membership.group_id, Membership.person_id, Membership.role)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.group_id.in_(group_ids), Person.suspended_at.is_(None))
    )
    for group_id, person_id, role in session.execute(query):
        if only is None or person_id in only:
            found.setdefault(group_id, {})[person_id] = role == LEAD
    return found


def members_of(session: Session, group_id: int) -> list[Member]:
    """Return the members: leads first, then by name."""
    query = (
        select(Person.id, Person.user_name, Person.name, Membership.role)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.group_id == group_id, Person.suspended_at.is_(None))
        .order_by(Membership.role, Person.name)
    )
    return [Member(**row._mapping) for row in session.execute(query)]
