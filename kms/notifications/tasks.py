"""Background jobs: email notifications, notify leads of changes in their groups, delete old notifications."""

from datetime import timedelta

from sqlalchemy import delete, or_

from kms.audit.models import NEWS_JOB
from kms.core.clock import now
from kms.core.db import Database
from kms.jobs.worker import Handler
from kms.notifications import group_changes
from kms.notifications.delivery import NotificationMailer, mail_daily, mail_now
from kms.notifications.models import DIGEST_JOB, MAIL_JOB, UPKEEP_JOB, Notification

READ_KEPT, KEPT = timedelta(days=90), timedelta(days=365)


def handlers(database: Database, mailer: NotificationMailer) -> dict[str, Handler]:
    """Return the job handlers of this slice."""

    def sweep() -> None:
        with database.transaction() as session:
            old = or_(Notification.read_at < now() - READ_KEPT, Notification.updated_at < now() - KEPT)
            session.execute(delete(Notification).where(old))

    return {
        MAIL_JOB: Handler(lambda keys: mail_now(database, mailer, [int(key) for key in keys]), batch=50),
        NEWS_JOB: Handler(lambda keys: group_changes.notify_leads(database, [int(key) for key in keys]), batch=50),
        DIGEST_JOB: Handler(lambda keys: mail_daily(database, mailer), every=timedelta(minutes=15)),
        UPKEEP_JOB: Handler(lambda keys: sweep(), every=timedelta(days=1)),
    }
