"""Background jobs: reindex comments when their subject changed; purge deleted ones."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete

from kms.comments.inputs import parse_about
from kms.comments.models import THING_JOB, Comment
from kms.comments.service import look_again
from kms.core.clock import now
from kms.core.db import Database
from kms.jobs.worker import Handler


def handlers(database: Database, trash_days: int) -> dict[str, Handler]:
    """Return the job handlers of this slice."""

    def again(keys: Sequence[str]) -> None:
        with database.transaction() as session:
            look_again(session, [parse_about(key) for key in keys])

    def sweep() -> None:
        with database.transaction() as session:
            session.execute(delete(Comment).where(Comment.deleted_at < now() - timedelta(days=trash_days)))

    return {
        THING_JOB: Handler(again, batch=500),
        "talk.upkeep": Handler(lambda keys: sweep(), every=timedelta(days=1)),
    }
