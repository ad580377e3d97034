"""Reading the journal, with the names of people and groups as they are today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
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


@dataclass(frozen=True)
class Deed:
    """One line: when, who (empty: gone), what."""

    id: int
    at: datetime
    by: str
    what: Message


def list_deeds(session: Session, actor: Actor, before: int | None = None) -> Sequence[Deed]:
    """The newest deeds, or those before one of them; for administrators."""
    require_admin(actor)
    return _read(session, None, before)


def deeds_in_group(session: Session, actor: Actor, group_id: int, before: int | None = None) -> Sequence[Deed]:
    """What was changed in a group, the newest first; for its leads and administrators. Raises NotFound, Forbidden."""
    groups.get_visible(session, actor, group_id)
    groups.require_lead(actor, group_id)
    return _read(session, group_id, before)


def _read(session: Session, group_id: int | None, before: int | None) -> Sequence[Deed]:
    by, whom = aliased(Person), aliased(Person)
    query = (
        select(Entry, by.name, whom.name, Group.name)
        .outerjoin(by, by.id == Entry.person_id)
        .outerjoin(whom, whom.id == Entry.whom_id)
        .outerjoin(Group, Group.id == Entry.group_id)
        .order_by(Entry.id.desc())
        .limit(PAGE)
    )
    if group_id is not None:
        query = query.where(Entry.group_id == group_id)
    if before:
        query = query.where(Entry.id < before)
    return [
        Deed(entry.id, entry.at, did or "", _say(entry, concerned, group or entry.about))
        for entry, did, concerned, group in session.execute(query)
    ]


def _say(entry: Entry, whom: str | None, group: str | None) -> Message:
    said = say(entry, whom or "", group or "")
    return said if whom or entry.whom_id is None else Message(said.id, {**said.params, "whom": GONE})
