"""After a save, notifies subscribers of the page, of a page above it, of its space or of a tag."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.comments.kinds import followed
from kms.core.db import Database
from kms.jobs.queue import enqueue
from kms.jobs.worker import Handler
from kms.notifications import kinds, queries
from kms.notifications.service import notify
from kms.notifications.subscriptions import PAGE, SPACE, TAG, TREE, follow
from kms.wiki.models import SAVED_JOB, Page, PageTag, Revision
from kms.wiki.pages.responsible import find_responsible
from kms.wiki.pages.saved_revision import SavedRevision


def followers(session: Session, page_id: int) -> set[int]:
    """Who is notified of comments on a page: the responsible person, its creator and its subscribers."""
    page = session.get(Page, page_id)
    if page is None:
        return set()
    given = find_responsible(session, page_id)
    own = {id for id in (page.created_by, given and given[0]) if id is not None}
    return own | queries.subscribers(session, targets_of(session, page))


followed("page", followers)


def after_revision(session: Session, saved: SavedRevision) -> None:
    """Enqueue the notification of this revision."""
    if saved.is_news:
        enqueue(session, SAVED_JOB, [f"{saved.page.id}:{saved.revision.number}"])


def handlers(database: Database) -> dict[str, Handler]:
    """The job handlers of this package."""
    return {SAVED_JOB: Handler(lambda keys: notify_followers(database, keys), batch=50)}


def notify_followers(database: Database, keys: Sequence[str]) -> None:
    """Notify of these revisions, each given as "page:number"; revisions made by an import are not reported."""
    for key in keys:
        page_id, _, number = key.partition(":")
        with database.transaction() as session:
            page = session.get(Page, int(page_id))
            query = select(Revision).where(Revision.page_id == int(page_id), Revision.number == int(number))
            revision = session.scalar(query)
            if page is not None and revision is not None and page.trashed_at is None:
                _tell(session, page, revision)


def _tell(session: Session, page: Page, revision: Revision) -> None:
    is_new = revision.number == 1
    if is_new and revision.author_id is not None:
        follow(session, revision.author_id, page.id)
    kind = kinds.PAGE_NEW if is_new else kinds.PAGE_SAVED
    people = queries.subscribers(session, targets_of(session, page))
    notify(session, people, kind.name, ("page", page.id), revision.author_id, revision.summary)


def targets_of(session: Session, page: Page) -> list[tuple[str, int]]:
    """The subscription targets that cover this page."""
    above = [int(id) for id in page.path.split("/")[1:-1]]
    tags = session.scalars(select(PageTag.tag_id).where(PageTag.page_id == page.id))
    return [(PAGE, page.id), *((TREE, id) for id in above), (SPACE, page.space_id), *((TAG, id) for id in tags)]
