"""Background job: delete what ended long ago."""

from datetime import timedelta

from kms.announcements.service import forget_old
from kms.core.db import Database
from kms.jobs.worker import Handler


def handlers(database: Database) -> dict[str, Handler]:
    """Return the job handlers of this slice."""

    def forget() -> None:
        with database.transaction() as session:
            forget_old(session)

    return {"announcements.forget": Handler(lambda keys: forget(), every=timedelta(days=1))}
