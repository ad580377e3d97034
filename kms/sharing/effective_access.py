"""The people whom access lists currently grant access: for counts, for "who can see this", for previews of changes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from kms.access.policy import MEMBERS, Level, needed_around
from kms.access.service import grants_of, lists_around
from kms.accounts.models import LEAD, Group, Membership, Person

Grants = Mapping[str, Level]


@dataclass(frozen=True)
class AccessReason:
    """Why a person has access: the grant's `principal`, its group, and the level."""

    principal: str
    group: str
    level: Level


@dataclass(frozen=True)
class PersonWithAccess:
    """A person with access, their level, and the reason."""

    id: int
    name: str
    user_name: str
    level: Level
    reason: AccessReason


def people_of(session: Session, acl_id: int, level: Level = Level.READ) -> set[int]:
    """Return whom a list and all enclosing lists grant access; never suspended people."""
    return people_through(session, grants_of(session, acl_id), lists_around(session, acl_id), level)


def people_through(session: Session, grants: Grants, around: Iterable[int], level: Level = Level.READ) -> set[int]:
    """The same for a list that has, or would have, these grants within the enclosing lists `around`."""
    found = people_with(session, grants, level)
    for acl_id in around:
        found &= people_with(session, grants_of(session, acl_id), needed_around(level))
    return found


def people_with(session: Session, grants: Grants, level: Level = Level.READ) -> set[int]:
    """Return whom these grants alone give access."""
    return set(session.scalars(_people({name for name, held in grants.items() if held >= level})))


def of_principal(session: Session, principal: str) -> set[int]:
    """Return the people behind a principal."""
    return set(session.scalars(_people({principal})))


def _people(principals: Collection[str]) -> Select[int]:
    query = select(Person.id).where(Person.suspended_at.is_(None))
    if MEMBERS in principals:
        return query
    groups, leads, users = (_ids(principals, kind) for kind in ("group", "lead", "user"))
    member = select(Membership.person_id).where(
        or_(Membership.group_id.in_(groups), Membership.group_id.in_(leads) & (Membership.role == LEAD))
    )
    return query.where(or_(Person.id.in_(users), Person.id.in_(member)))


def _ids(principals: Iterable[str], kind: str) -> list[int]:
    return [int(name.partition(":")[2]) for name in principals if name.startswith(f"{kind}:")]


def list_readers(session: Session, acl_id: int, owner_id: int | None = None) -> list[PersonWithAccess]:
    """Return everyone who can read what this list protects, by name, each with the strongest reason."""
    grants, around = grants_of(session, acl_id), lists_around(session, acl_id)
    reasons = _reasons(session, grants)
    held = {level: people_through(session, grants, around, level) for level in Level}
    allowed = held[Level.READ] | ({owner_id} if owner_id is not None else set())
    rows = session.execute(
        select(Person.id, Person.name, Person.user_name)
        .where(Person.id.in_(allowed), Person.suspended_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    return [
        PersonWithAccess(id, name or user_name, user_name, *_strongest(id, owner_id, held, reasons))
        for id, name, user_name in rows
    ]


def _strongest(
    id: int, owner_id: int | None, held: Mapping[Level, set[int]], reasons: Mapping[int, AccessReason]
) -> tuple[Level, AccessReason]:
    if id == owner_id:
        return Level.MANAGE, AccessReason("owner", "", Level.MANAGE)
    return max(level for level, people in held.items() if id in people), reasons[id]


def _reasons(session: Session, grants: Grants) -> dict[int, AccessReason]:
    """Return for each person the grant with the highest level; for equal ones the most specific."""
    nearness = {"group": 1, "lead": 2, "user": 3}
    lines = sorted(grants.items(), key=lambda line: (line[1], nearness.get(line[0].partition(":")[0], 0)))
    names = group_names(session, grants)
    found: dict[int, AccessReason] = {}
    for principal, level in lines:
        reason = AccessReason(principal, names.get(principal, ""), level)
        found.update(dict.fromkeys(of_principal(session, principal), reason))
    return found


def group_names(session: Session, principals: Iterable[str]) -> dict[str, str]:
    """Return the names of the groups among these principals."""
    wanted = {name: int(name.partition(":")[2]) for name in principals if name.startswith(("group:", "lead:"))}
    rows = session.execute(select(Group.id, Group.name).where(Group.id.in_(set(wanted.values()))))
    names = {id: name for id, name in rows}
    return {principal: names[id] for principal, id in wanted.items() if id in names}
