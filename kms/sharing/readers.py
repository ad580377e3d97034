"""Who can read an object: the people its access list grants access, and its owner."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import Session

from kms.access.models import Grant
from kms.access.policy import MEMBERS
from kms.access.service import lists_around
from kms.accounts.models import LEAD, Membership, Person
from kms.core.search_sources import Guard
from kms.core.text import fold_key


@dataclass(frozen=True)
class Reader:
    """A person who can read it."""

    id: int
    user_name: str
    name: str


def list_readers(session: Session, guard: Guard, typed: str = "", limit: int = 8) -> list[Reader]:
    """Return those who can read what `guard` protects and one of whose names starts with `typed`, by name."""
    query = select(Person.id, Person.user_name, Person.name).where(*_may_read(session, guard)).order_by(Person.name)
    wanted = fold_key(typed)
    found = (Reader(**row._mapping) for row in session.execute(query))
    return [reader for reader in found if _begins(reader, wanted)][:limit]


def readers_named(session: Session, guard: Guard, user_names: Iterable[str]) -> list[Reader]:
    """Return those of these user names who can read it."""
    keys = {fold_key(name) for name in user_names}
    query = select(Person.id, Person.user_name, Person.name).where(Person.key.in_(keys), *_may_read(session, guard))
    return [Reader(**row._mapping) for row in session.execute(query)] if keys else []


def readers_among(session: Session, guard: Guard, ids: Iterable[int]) -> list[int]:
    """Return those of these people who can read it."""
    query = select(Person.id).where(Person.id.in_(list(ids)), *_may_read(session, guard))
    return list(session.scalars(query.order_by(Person.id)))


def _begins(reader: Reader, wanted: str) -> bool:
    names = [fold_key(reader.user_name), fold_key(reader.name), *fold_key(reader.name).split()]
    return any(name.startswith(wanted) for name in names)


def _may_read(session: Session, guard: Guard) -> list[ColumnElement[bool]]:
    lists = [guard.acl_id, *lists_around(session, guard.acl_id)]
    granted = and_(*(_on_list(session, acl_id) for acl_id in lists))
    own = Person.id == guard.owner_id if guard.owner_id is not None else false()
    return [Person.suspended_at.is_(None), or_(own, granted)]


def _on_list(session: Session, acl_id: int) -> ColumnElement[bool]:
    principals = list(session.scalars(select(Grant.principal).where(Grant.acl_id == acl_id)))
    return true() if MEMBERS in principals else _named(principals)


def _named(principals: Iterable[str]) -> ColumnElement[bool]:
    ids: dict[str, list[int]] = {"user": [], "group": [], "lead": []}
    for principal in principals:
        kind, _, id = principal.partition(":")
        if kind in ids and id.isdecimal():
            ids[kind].append(int(id))
    members = select(Membership.person_id).where(Membership.group_id.in_(ids["group"]))
    leads = select(Membership.person_id).where(Membership.group_id.in_(ids["lead"]), Membership.role == LEAD)
    return or_(Person.id.in_(ids["user"]), Person.id.in_(members), Person.id.in_(leads))
