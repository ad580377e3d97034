"""Background job: delete requests that were decided long ago."""

from datetime import timedelta

from kms.core.db import Database
from kms.jobs.worker import Handler
from kms.onboarding.joining.service import forget_old


def handlers(database: Database) -> dict[str, Handler]:
    """Return the job handlers of this package."""

    def forget() -> None:
        with database.transaction() as session:
            forget_old(session)

    return {"onboarding.forget": Handler(lambda keys: forget(), every=timedelta(days=1))}
