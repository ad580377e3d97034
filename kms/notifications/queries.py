"""Read queries for one person's notifications, preferences and subscriptions; their subjects come from the sources."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from kms.accounts.models import Person
from kms.notifications.kinds import KINDS, NotificationKind
from kms.notifications.models import Notification, NotificationChoice, Subscription
from kms.notifications.visibility import Thing

MOST_COUNTED = 200
FOLLOW_OWN = "own pages"
YES, NO = "yes", "no"
"""Preference values: whether a person is subscribed to the pages they create."""


@dataclass(frozen=True)
class NotificationRow:
    """A notification as shown: who did it, to what."""

    id: int
    person_id: int
    kind: str
    about: Thing
    who: str
    note: str
    place: str
    count: int
    updated_at: datetime
    is_read: bool


def unread_things(session: Session, person_id: int) -> list[Thing]:
    """Return the subjects of a person's unread notifications, one entry each, up to a limit: one indexed query."""
    query = select(Notification.about_kind, Notification.about_id).where(
        Notification.person_id == person_id, Notification.read_at.is_(None)
    )
    return [(kind, id) for kind, id in session.execute(query.limit(MOST_COUNTED))]


def list_notices(session: Session, person_id: int, limit: int = 100) -> list[NotificationRow]:
    """Return the notifications of a person: unread first, then the latest."""
    query = _rows().where(Notification.person_id == person_id)
    rows = session.execute(
        query.order_by(Notification.read_at.is_not(None), Notification.updated_at.desc(), Notification.id).limit(limit)
    )
    return [_row(*row) for row in rows]


def to_mail(session: Session, person_id: int, after: datetime, before: datetime) -> list[NotificationRow]:
    """Return a person's unread notifications of this period that were not emailed yet, oldest first."""
    query = _rows().where(
        Notification.person_id == person_id,
        Notification.read_at.is_(None),
        Notification.mailed_at.is_(None),
        Notification.updated_at > after,
        Notification.updated_at <= before,
    )
    return [_row(*row) for row in session.execute(query.order_by(Notification.updated_at).limit(MOST_COUNTED))]


def by_ids(session: Session, ids: Sequence[int]) -> list[NotificationRow]:
    """Return those of these notifications that still exist."""
    return [_row(*row) for row in session.execute(_rows().where(Notification.id.in_(ids)))]


def people_to_mail(session: Session, after: datetime, before: datetime) -> list[int]:
    """Return people with unread notifications of this period that were not emailed yet."""
    query = select(Notification.person_id).where(
        Notification.mailed_at.is_(None),
        Notification.read_at.is_(None),
        Notification.updated_at > after,
        Notification.updated_at <= before,
    )
    return list(session.scalars(query.distinct()))


def _rows() -> Select[Notification, str]:
    return select(Notification, Person.name).outerjoin(Person, Person.id == Notification.by_id)


def _row(notice: Notification, who: str | None) -> NotificationRow:
    return NotificationRow(
        id=notice.id,
        person_id=notice.person_id,
        kind=notice.kind,
        about=(notice.about_kind, notice.about_id),
        who=who or "",
        note=notice.note,
        place=notice.place,
        count=notice.count,
        updated_at=notice.updated_at,
        is_read=notice.read_at is not None,
    )


def unread_about(session: Session, people: Sequence[int], kind: str, about: Thing) -> dict[int, Notification]:
    """Return the unread notification of this kind about this thing for each of these people."""
    query = select(Notification).where(
        Notification.person_id.in_(people),
        Notification.read_at.is_(None),
        Notification.kind == kind,
        Notification.about_kind == about[0],
        Notification.about_id == about[1],
    )
    return {notice.person_id: notice for notice in session.scalars(query)}


def ways_of(session: Session, people: Iterable[int], kind: NotificationKind) -> dict[int, str]:
    """Return how each of these people wants to be notified of this kind."""
    wanted = list(people)
    query = select(NotificationChoice.person_id, NotificationChoice.how).where(
        NotificationChoice.kind == kind.name, NotificationChoice.person_id.in_(wanted)
    )
    chosen = {id: how for id, how in session.execute(query)}
    return {id: chosen.get(id, kind.how) for id in wanted}


def choices_of(session: Session, person_id: int) -> dict[str, str]:
    """Return a person's preferences for all kinds."""
    query = select(NotificationChoice.kind, NotificationChoice.how).where(NotificationChoice.person_id == person_id)
    chosen = {kind: how for kind, how in session.execute(query)}
    return {name: chosen.get(name, kind.how) for name, kind in KINDS.items()}


def follows_own(session: Session, person_id: int) -> bool:
    """Whether a person is subscribed to the pages they create; true unless they opted out."""
    query = select(NotificationChoice.how).where(
        NotificationChoice.person_id == person_id, NotificationChoice.kind == FOLLOW_OWN
    )
    return session.scalar(query) != NO


def subscriptions_of(session: Session, person_id: int) -> Sequence[Subscription]:
    """Return a person's subscriptions, latest first."""
    query = select(Subscription).where(Subscription.person_id == person_id)
    return session.scalars(query.order_by(Subscription.created_at.desc(), Subscription.id.desc())).all()


def subscribers(session: Session, targets: Iterable[Thing]) -> set[int]:
    """Return who is subscribed to any of these targets."""
    found: set[int] = set()
    by_kind: dict[str, list[int]] = {}
    for kind, id in targets:
        by_kind.setdefault(kind, []).append(id)
    for kind, ids in by_kind.items():
        query = select(Subscription.person_id).where(Subscription.kind == kind, Subscription.target_id.in_(ids))
        found.update(session.scalars(query))
    return found
