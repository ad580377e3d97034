"""Background work of notices: mail them, tell leads of changes in their groups, and forget old ones."""

from datetime import timedelta

from sqlalchemy import delete, or_

from kms.core.clock import now
from kms.core.db import Database
from kms.jobs.worker import Handler
from kms.journal.models import NEWS_JOB
from kms.notices import leading
from kms.notices.mailing import Office, mail_daily, mail_now
from kms.notices.models import DIGEST_JOB, MAIL_JOB, UPKEEP_JOB, Notice

READ_KEPT, KEPT = timedelta(days=90), timedelta(days=365)


def handlers(database: Database, office: Office) -> dict[str, Handler]:
    """The jobs of this slice."""

    def sweep() -> None:
        with database.transaction() as session:
            old = or_(Notice.read_at < now() - READ_KEPT, Notice.updated_at < now() - KEPT)
            session.execute(delete(Notice).where(old))

    return {
        MAIL_JOB: Handler(lambda keys: mail_now(database, office, [int(key) for key in keys]), batch=50),
        NEWS_JOB: Handler(lambda keys: leading.tell(database, [int(key) for key in keys]), batch=50),
        DIGEST_JOB: Handler(lambda keys: mail_daily(database, office), every=timedelta(minutes=15)),
        UPKEEP_JOB: Handler(lambda keys: sweep(), every=timedelta(days=1)),
    }
