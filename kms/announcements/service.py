"""Use cases of announcements: administrators announce to everyone, leads to their groups."""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from kms.access.policy import Actor
from kms.announcements.inputs import AnnouncementDraft
from kms.announcements.models import Announcement, DismissedAnnouncement
from kms.announcements.queries import get_announcement, managed
from kms.core.clock import now
from kms.core.db import upsert
from kms.core.errors import Forbidden
from kms.core.text import N_

KEPT = timedelta(days=30)


def announce(session: Session, actor: Actor, draft: AnnouncementDraft) -> Announcement:
    """Publish an announcement. Raises Forbidden unless the actor leads the group, or is an administrator."""
    if not (actor.is_admin if draft.group_id is None else draft.group_id in actor.leads):
        raise Forbidden(N_("Only the leads of this group can do this."))
    row = Announcement(
        text=draft.text,
        is_warning=draft.is_warning,
        group_id=draft.group_id,
        created_by=actor.person_id,
        ends_at=now() + timedelta(days=draft.days),
    )
    session.add(row)
    session.flush()
    return row


def dismiss(session: Session, actor: Actor, id: int) -> None:
    """Hide it for this person."""
    row = get_announcement(session, actor, id)
    upsert(
        session,
        DismissedAnnouncement,
        [{"person_id": actor.person_id, "announcement_id": row.id}],
        keys=("person_id", "announcement_id"),
    )


def take_back(session: Session, actor: Actor, id: int) -> None:
    """Withdraw it for everyone."""
    row = get_announcement(session, actor, id)
    if id not in {shown.id for shown in managed(session, actor)}:
        raise Forbidden(N_("Only the leads of this group can do this."))
    row.ends_at = now()


def forget_old(session: Session) -> None:
    """Delete what ended more than a month ago."""
    session.execute(delete(Announcement).where(Announcement.ends_at < now() - KEPT))
