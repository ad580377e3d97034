"""Read the audit log, with current names of people and groups: all of it, of a group, or about oneself. This package is
below accounts (docs/decisions/0021-journal-below-accounts.md), so it knows their tables by name only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import ColumnElement, column, func, select, table
from sqlalchemy.orm import Session, aliased

from kms.access.policy import Actor, require_admin
from kms.audit.kinds import say
from kms.audit.models import AuditEntry
from kms.core.errors import Forbidden, NotFound
from kms.core.text import N_, Message

PAGE = 100
GONE = N_("Somebody who left")
RENAMED = N_("(changed since)")
_people = table("people", column("id"), column("name"))
_groups = table("groups", column("id"), column("name"))
NOTHING: Mapping[int, int] = MappingProxyType({})


@dataclass(frozen=True)
class AuditLine:
    """One entry: when, who (empty if the person is gone or it was a command on the server), what."""

    id: int
    at: datetime
    by: str
    what: Message
    by_server: bool = False


def list_entries(session: Session, actor: Actor, before: int | None = None) -> Sequence[AuditLine]:
    """Return the newest entries, or those before the given one; for administrators."""
    require_admin(actor)
    return _read(session, before)


def entries_in_group(session: Session, actor: Actor, group_id: int, before: int | None = None) -> Sequence[AuditLine]:
    """Return changes in a group, newest first; for its leads and administrators. Raises NotFound, Forbidden."""
    _require_lead(session, actor, group_id)
    return _read(session, before, AuditEntry.group_id == group_id)


def _require_lead(session: Session, actor: Actor, group_id: int) -> None:
    exists = session.scalar(select(_groups.c.id).where(_groups.c.id == group_id)) is not None
    if not exists or (group_id not in actor.groups and not actor.may_manage_people):
        raise NotFound(N_("There is no such group."))
    if group_id not in actor.leads and not actor.is_admin:
        raise Forbidden(N_("Only the leads of this group can do this."))


def own_entries(session: Session, actor: Actor, before: int | None = None) -> Sequence[AuditLine]:
    """Return changes to the actor's account and memberships, newest first."""
    return _read(session, before, AuditEntry.whom_id == actor.person_id, renamed=_renamed(session, actor))


def _renamed(session: Session, actor: Actor) -> dict[int, int]:
    """Return groups whose current name the actor may not see, each with the last entry that renamed it."""
    if actor.may_manage_people:
        return {}
    own = aliased(AuditEntry)
    told_of = AuditEntry.group_id.in_(select(own.group_id).where(own.whom_id == actor.person_id))
    query = select(AuditEntry.group_id, func.max(AuditEntry.id)).where(AuditEntry.kind == "group.changed", told_of)
    query = query.group_by(AuditEntry.group_id)
    return {group: last for group, last in session.execute(query) if group is not None and group not in actor.groups}


def _read(
    session: Session, before: int | None, *where: ColumnElement[bool], renamed: Mapping[int, int] = NOTHING
) -> Sequence[AuditLine]:
    by, whom = _people.alias(), _people.alias()
    query = (
        select(AuditEntry, by.c.name, whom.c.name, _groups.c.name)
        .outerjoin(by, by.c.id == AuditEntry.person_id)
        .outerjoin(whom, whom.c.id == AuditEntry.whom_id)
        .outerjoin(_groups, _groups.c.id == AuditEntry.group_id)
        .where(*where)
        .order_by(AuditEntry.id.desc())
        .limit(PAGE)
    )
    if before:
        query = query.where(AuditEntry.id < before)
    return [
        AuditLine(entry.id, entry.at, did or "", _say(entry, concerned, group or entry.about, renamed), entry.by_server)
        for entry, did, concerned, group in session.execute(query)
    ]


def _say(entry: AuditEntry, whom: str | None, group: str | None, renamed: Mapping[int, int]) -> Message:
    said = say(entry, whom or "", group or "")
    params = dict(said.params)
    if not whom and entry.whom_id is not None:
        params["whom"] = GONE
    if entry.group_id is not None and entry.id < renamed.get(entry.group_id, 0):
        params["group"] = RENAMED
    return Message(said.id, params)
