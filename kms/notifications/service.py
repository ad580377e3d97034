"""Use cases of notifications: notify people, mark as read, store their preferences."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kms.access.policy import Actor
from kms.accounts.models import Person
from kms.core.clock import now
from kms.core.db import upsert
from kms.core.errors import Invalid, NotFound
from kms.core.text import N_, clean_line
from kms.jobs.queue import enqueue_by
from kms.notifications import queries
from kms.notifications.kinds import DAILY, KINDS, MAIL, NONE, WAYS, NotificationKind
from kms.notifications.models import MAIL_JOB, Notification, NotificationChoice

NOTE_CHARS = 200
_CHUNK = 400
_QUIET = timedelta(days=1)


def notify(
    session: Session,
    people: Iterable[int],
    kind: str,
    about: tuple[str, int],
    by: int | None,
    note: str = "",
    *,
    place: str = "",
) -> None:
    """Create a notification about the thing (kind, id) for each of these people except `by` and those who opted out. It
    is shown, counted and emailed only to those who may see the thing at that moment, so `people` may be generous.
    `note` is a short quotation, `place` the position as in `kms.notifications.visibility.anchored_url`. Raises KeyError
    for an unknown kind."""
    known = KINDS[kind]
    wanted = sorted({id for id in people if id != by})
    for start in range(0, len(wanted), _CHUNK):
        _notify(session, wanted[start : start + _CHUNK], known, about, by, clean_line(note)[:NOTE_CHARS], place)


def _notify(
    session: Session,
    people: Sequence[int],
    kind: NotificationKind,
    about: tuple[str, int],
    by: int | None,
    note: str,
    place: str,
) -> None:
    ways = queries.ways_of(session, people, kind)
    able = session.scalars(select(Person.id).where(Person.id.in_(people), Person.suspended_at.is_(None)))
    recipients = [id for id in able if ways[id] != NONE]
    unread = queries.unread_about(session, recipients, kind.name, about) if kind.folds else {}
    for id in recipients:
        if id in unread:
            _fold(unread[id], by, note, place, ways[id])
        else:
            session.add(
                Notification(
                    person_id=id,
                    kind=kind.name,
                    about_kind=about[0],
                    about_id=about[1],
                    by_id=by,
                    note=note,
                    place=place,
                    mailed_at=None if ways[id] in (MAIL, DAILY) else now(),
                )
            )
    session.flush()
    enqueue_by(session, MAIL_JOB, [str(id) for id in recipients if ways[id] == MAIL], delay=kind.wait)


def _fold(notice: Notification, by: int | None, note: str, place: str, how: str) -> None:
    """Count another event of the same kind; one that was already emailed is emailed again only after a day."""
    notice.count += 1
    notice.by_id, notice.note, notice.place, notice.updated_at = by, note, place, now()
    if how in (MAIL, DAILY) and notice.mailed_at is not None and notice.mailed_at < now() - _QUIET:
        notice.mailed_at = None


def read(session: Session, actor: Actor, notice_id: int) -> Notification:
    """Mark everything about the same thing as read, when the actor opens this notification. Raises NotFound."""
    notice = session.get(Notification, notice_id)
    if notice is None or notice.person_id != actor.person_id:
        raise NotFound(N_("This does not exist, or is not visible to you."))
    read_about(session, actor, (notice.about_kind, notice.about_id))
    return notice


def read_about(session: Session, actor: Actor, about: tuple[str, int]) -> None:
    """Mark everything about this thing as read."""
    session.execute(
        update(Notification)
        .where(Notification.person_id == actor.person_id, Notification.read_at.is_(None))
        .where(Notification.about_kind == about[0], Notification.about_id == about[1])
        .values(read_at=now())
    )


def read_all(session: Session, actor: Actor) -> None:
    """Mark all of the actor's notifications as read."""
    session.execute(
        update(Notification)
        .where(Notification.person_id == actor.person_id, Notification.read_at.is_(None))
        .values(read_at=now())
    )


def choose(session: Session, person_id: int, ways: Mapping[str, str]) -> None:
    """Store how a person wants to be notified of each of these kinds. Raises Invalid for an unknown choice."""
    for kind, how in ways.items():
        if kind not in KINDS or how not in WAYS:
            raise Invalid({kind: N_("Please choose one of the values offered.")})
        upsert(
            session,
            NotificationChoice,
            [{"person_id": person_id, "kind": kind, "how": how}],
            keys=("person_id", "kind"),
            update={"how": how},
        )


def choose_following(session: Session, person_id: int, follows: bool) -> None:
    """Store whether a person is subscribed to the pages they create."""
    how = queries.YES if follows else queries.NO
    row = {"person_id": person_id, "kind": queries.FOLLOW_OWN, "how": how}
    upsert(session, NotificationChoice, [row], keys=("person_id", "kind"), update={"how": how})
