"""Read queries for announcements: those for everyone and those for the reader's groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from kms.access.policy import Actor
from kms.accounts.models import Group, Person
from kms.announcements.models import Announcement, DismissedAnnouncement
from kms.core.clock import now
from kms.core.errors import NotFound
from kms.core.text import N_


@dataclass(frozen=True)
class AnnouncementRow:
    """An announcement as shown; `group` is empty if it is for everyone."""

    id: int
    text: str
    is_warning: bool
    group: str
    by: str
    created_at: datetime
    ends_at: datetime


def current(session: Session, actor: Actor) -> Sequence[AnnouncementRow]:
    """Return the announcements shown to this person, newest first."""
    away = select(DismissedAnnouncement.announcement_id).where(DismissedAnnouncement.person_id == actor.person_id)
    return _read(session, _for(actor).where(Announcement.id.not_in(away)))


def managed(session: Session, actor: Actor) -> Sequence[AnnouncementRow]:
    """Return what this person may withdraw: those of groups they lead, and those for everyone as administrator."""
    mine = Announcement.group_id.in_(actor.leads)
    return _read(session, _running().where(or_(mine, Announcement.group_id.is_(None)) if actor.is_admin else mine))


def get_announcement(session: Session, actor: Actor, id: int) -> Announcement:
    """Return an announcement shown to this person or managed by them. Raises NotFound."""
    ids = {row.id for row in (*_read(session, _for(actor)), *managed(session, actor))}
    found = session.get(Announcement, id) if id in ids else None
    if found is None:
        raise NotFound(N_("This does not exist, or is not visible to you."))
    return found


Rows = Select[Announcement, str | None, str | None]


def _running() -> Rows:
    return (
        select(Announcement, Group.name, Person.name)
        .outerjoin(Group, Group.id == Announcement.group_id)
        .outerjoin(Person, Person.id == Announcement.created_by)
        .where(Announcement.ends_at > now())
        .order_by(Announcement.id.desc())
        .limit(50)
    )


def _for(actor: Actor) -> Rows:
    return _running().where(or_(Announcement.group_id.is_(None), Announcement.group_id.in_(actor.groups)))


def _read(session: Session, rows: Rows) -> Sequence[AnnouncementRow]:
    return [
        AnnouncementRow(
            id=row.id,
            text=row.text,
            is_warning=row.is_warning,
            group=group or "",
            by=by or "",
            created_at=row.created_at,
            ends_at=row.ends_at,
        )
        for row, group, by in session.execute(rows)
    ]
