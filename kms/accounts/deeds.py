"""Reading the journal, with the names of people and groups as they are today: all of it, of a group, of oneself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from kms.access.policy import Actor
from kms.accounts import groups
from kms.accounts.models import Group, Person
from kms.accounts.people import require_admin
from kms.core.text import N_, Message
from kms.journal.kinds import say
from kms.journal.models import Entry

PAGE = 100
GONE = N_("Somebody who left")
RENAMED = N_("(changed since)")
NOTHING: Mapping[int, int] = MappingProxyType({})


@dataclass(frozen=True)
class Deed:
    """One line: when, who (empty: gone, or nobody but a command on the server), what."""

    id: int
    at: datetime
    by: str
    what: Message
    by_server: bool = False


def list_deeds(session: Session, actor: Actor, before: int | None = None) -> Sequence[Deed]:
    """The newest deeds, or those before one of them; for administrators."""
    require_admin(actor)
    return _read(session, before)


def deeds_in_group(session: Session, actor: Actor, group_id: int, before: int | None = None) -> Sequence[Deed]:
    """What was changed in a group, the newest first; for its leads and administrators. Raises NotFound, Forbidden."""
    groups.get_visible(session, actor, group_id)
    groups.require_lead(actor, group_id)
    return _read(session, before, Entry.group_id == group_id)


def own_deeds(session: Session, actor: Actor, before: int | None = None) -> Sequence[Deed]:
    """What was done to the actor's account and membership, by whomever, the newest first."""
    return _read(session, before, Entry.whom_id == actor.person_id, renamed=_renamed(session, actor))


def _renamed(session: Session, actor: Actor) -> dict[int, int]:
    """The groups whose name of today is not for the actor, who is not in them, and the last entry that changed one."""
    if actor.may_manage_people:
        return {}
    own = aliased(Entry)
    told_of = Entry.group_id.in_(select(own.group_id).where(own.whom_id == actor.person_id))
    query = select(Entry.group_id, func.max(Entry.id)).where(Entry.kind == "group.changed", told_of)
    query = query.group_by(Entry.group_id)
    return {group: last for group, last in session.execute(query) if group is not None and group not in actor.groups}


def _read(
    session: Session, before: int | None, *where: ColumnElement[bool], renamed: Mapping[int, int] = NOTHING
) -> Sequence[Deed]:
    by, whom = aliased(Person), aliased(Person)
    query = (
        select(Entry, by.name, whom.name, Group.name)
        .outerjoin(by, by.id == Entry.person_id)
        .outerjoin(whom, whom.id == Entry.whom_id)
        .outerjoin(Group, Group.id == Entry.group_id)
        .where(*where)
        .order_by(Entry.id.desc())
        .limit(PAGE)
    )
    if before:
        query = query.where(Entry.id < before)
    return [
        Deed(entry.id, entry.at, did or "", _say(entry, concerned, group or entry.about, renamed), entry.by_server)
        for entry, did, concerned, group in session.execute(query)
    ]


def _say(entry: Entry, whom: str | None, group: str | None, renamed: Mapping[int, int]) -> Message:
    said = say(entry, whom or "", group or "")
    params = dict(said.params)
    if not whom and entry.whom_id is not None:
        params["whom"] = GONE
    if entry.group_id is not None and entry.id < renamed.get(entry.group_id, 0):
        params["group"] = RENAMED
    return Message(said.id, params)
