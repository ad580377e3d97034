"""Email notifications: immediately or daily, in working hours, and only what the recipient may currently see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from kms.access.policy import reach
from kms.accounts.models import Person
from kms.accounts.queries import get_actor_of
from kms.core.clock import now
from kms.core.db import Database
from kms.jobs.queue import enqueue
from kms.mail.service import enqueue_email, is_set_up
from kms.notifications import emails, opt_out, queries
from kms.notifications.hours import Hours, hours_of
from kms.notifications.kinds import DAILY, MAIL
from kms.notifications.models import MAIL_JOB, Notification
from kms.notifications.queries import NotificationRow
from kms.notifications.visibility import Things, hits
from kms.settings.queries import current

CONDITION = "notices"
AT_ONCE_SINCE, DAILY_SINCE = timedelta(days=3), timedelta(days=8)


@dataclass(frozen=True)
class NotificationMailer:
    """The properties of the installation needed for sending."""

    things: Things
    root: str
    secret: bytes
    timezone: str
    language: str


def mail_now(database: Database, mailer: NotificationMailer, person_ids: Sequence[int]) -> None:
    """Send these people the notifications they want immediately; outside working hours, retry when those begin."""
    for person_id in person_ids:
        with database.transaction() as session:
            hours = _hours(session, mailer)
            if hours.are_now(now()):
                rows = queries.to_mail(session, person_id, now() - AT_ONCE_SINCE, now())
                _mail(session, mailer, person_id, rows, MAIL)
            else:
                enqueue(session, MAIL_JOB, [str(person_id)], delay=hours.next(now()) - now())


def mail_daily(database: Database, mailer: NotificationMailer) -> None:
    """Send the daily email with everything up to the start of working hours to those who want it."""
    with database.reading() as session:
        hours = _hours(session, mailer)
        people = _people_of_the_day(session, hours, now()) if hours.are_now(now()) and is_set_up(session) else []
    for person_id in people:
        with database.transaction() as session:
            begun = hours.begun(now())
            rows = queries.to_mail(session, person_id, begun - DAILY_SINCE, begun)
            _mail(session, mailer, person_id, rows, DAILY)


def _people_of_the_day(session: Session, hours: Hours, moment: datetime) -> list[int]:
    begun = hours.begun(moment)
    return queries.people_to_mail(session, begun - DAILY_SINCE, begun)


def _mail(
    session: Session, mailer: NotificationMailer, person_id: int, rows: Sequence[NotificationRow], how: str
) -> None:
    """Send one email with those of `rows` that are wanted this way and whose subject the person may currently see."""
    person = session.get(Person, person_id)
    if person is None or person.suspended_at is not None or not person.email or not is_set_up(session):
        return
    chosen = queries.choices_of(session, person_id)
    wanted = [row for row in rows if chosen.get(row.kind) == how]
    found = hits(
        session, mailer.things, reach(session, get_actor_of(session, person_id)), [row.about for row in wanted]
    )
    shown = [row for row in wanted if row.about in found]
    if not shown:
        return
    kinds = {row.kind for row in shown}
    stop = opt_out.token(mailer.secret, person_id, kinds.pop() if len(kinds) == 1 and how == MAIL else opt_out.ALL)
    addresses = emails.EmailLinks(mailer.root, f"{mailer.root}/profile/notices", f"{mailer.root}/mail/stop/{stop}")
    language = person.language or current(session).language or mailer.language
    written = emails.render_email(shown, found, addresses, language)
    condition = f"{CONDITION} {person_id} {' '.join(str(row.id) for row in shown)}"
    enqueue_email(
        session, person.email, written.subject, written.text, written.html, opt_out=addresses.stop, condition=condition
    )
    session.execute(update(Notification).where(Notification.id.in_([row.id for row in shown])).values(mailed_at=now()))


def may_still_be_sent(session: Session, mailer: NotificationMailer, words: str, recipient: str) -> bool:
    """Whether a queued email may still be sent: the person may sign in, has that address, and may see all its subjects.
    Otherwise it is dropped, and whatever they may still see goes into a new one."""
    person_id, *ids = (int(word) for word in words.split())
    person = session.get(Person, person_id)
    if person is None or person.suspended_at is not None:
        return False
    rows = queries.by_ids(session, ids)
    found = hits(session, mailer.things, reach(session, get_actor_of(session, person_id)), [row.about for row in rows])
    left = [row.id for row in rows if row.about in found]
    if len(left) == len(ids) and person.email == recipient:
        return True
    unread = update(Notification).where(Notification.id.in_(left), Notification.read_at.is_(None))
    session.execute(unread.values(mailed_at=None))
    enqueue(session, MAIL_JOB, [str(person_id)])
    return False


def _hours(session: Session, mailer: NotificationMailer) -> Hours:
    return hours_of(current(session), mailer.timezone)
