"""Background work: empty the trash; look at bookmarks again when their source's own title became known."""

from datetime import timedelta

from sqlalchemy import delete

from kms.bookmarks.models import Bookmark
from kms.core.clock import now
from kms.core.db import Database
from kms.jobs.worker import Handler


def handlers(database: Database, trash_days: int) -> dict[str, Handler]:
    """The jobs of this slice."""

    def empty() -> None:
        with database.transaction() as session:
            age = now() - timedelta(days=trash_days)
            session.execute(delete(Bookmark).where(Bookmark.trashed_at < age))

    return {"bookmarks.upkeep": Handler(lambda keys: empty(), every=timedelta(days=1))}
