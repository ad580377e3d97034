"""Background jobs: empty the trash; reindex bookmarks when something about their source changed."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select

from kms.bookmarks.models import INDEX_JOB, Bookmark
from kms.comments.service import forget
from kms.core.clock import now
from kms.core.db import Database
from kms.jobs.queue import enqueue
from kms.jobs.worker import Handler
from kms.links.models import CHANGED_JOB


def handlers(database: Database, trash_days: int) -> dict[str, Handler]:
    """Return the job handlers of this slice."""

    def empty() -> None:
        with database.transaction() as session:
            age = now() - timedelta(days=trash_days)
            gone = list(session.scalars(select(Bookmark.id).where(Bookmark.trashed_at < age)))
            for id in gone:
                forget(session, ("bookmark", id))
            session.execute(delete(Bookmark).where(Bookmark.id.in_(gone)))

    return {
        "bookmarks.upkeep": Handler(lambda keys: empty(), every=timedelta(days=1)),
        CHANGED_JOB: Handler(lambda keys: look_again(database, keys), batch=500),
    }


def look_again(database: Database, link_ids: Sequence[str]) -> None:
    """Enqueue indexing of all bookmarks of these sources: their title, savers and citations may have changed."""
    with database.transaction() as session:
        query = select(Bookmark.id).where(Bookmark.link_id.in_([int(id) for id in link_ids]))
        enqueue(session, INDEX_JOB, [f"bookmark:{id}" for id in session.scalars(query)])
