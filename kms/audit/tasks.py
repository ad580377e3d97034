"""Background job: delete old entries."""

from datetime import timedelta

from kms.audit.service import forget_old
from kms.core.db import Database
from kms.jobs.worker import Handler


def handlers(database: Database) -> dict[str, Handler]:
    """Return the job handlers of this slice."""

    def forget() -> None:
        with database.transaction() as session:
            forget_old(session)

    return {"journal.forget": Handler(lambda keys: forget(), every=timedelta(days=1))}
