"""Background jobs: rerender pages after a renderer update, empty the trash, delete contents that nothing refers to."""

import time
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from kms.comments.models import Hint
from kms.comments.service import forget
from kms.core.clock import now
from kms.core.db import Database
from kms.files.models import TEXT_FOUND_JOB, Blob
from kms.files.store import FileStore
from kms.jobs.queue import enqueue
from kms.jobs.worker import Handler
from kms.links.models import Citation
from kms.markup.render import render
from kms.wiki.drafting import presence
from kms.wiki.drafting import service as drafts
from kms.wiki.links import page_links
from kms.wiki.models import INDEX_JOB, RENDER_JOB, Attachment, Page, Rendering, Revision, Space
from kms.wiki.pages import features, index_jobs, rendering
from kms.wiki.todos import service as todos

UPKEEP = "wiki.upkeep"
STRAY_SECONDS = 24 * 3600


def handlers(database: Database, store: FileStore, trash_days: int) -> dict[str, Handler]:
    """The job handlers of this package."""

    def upkeep() -> None:
        empty_trash(database, timedelta(days=trash_days))
        with database.transaction() as session:
            drafts.sweep(session)
            presence.sweep(session)
        leave_render_jobs(database)
        sweep(database, store)

    def texts_found(hashes: Sequence[str]) -> None:
        with database.transaction() as session:
            index_jobs.enqueue_texts(session, hashes)

    return {
        TEXT_FOUND_JOB: Handler(texts_found, batch=500),
        RENDER_JOB: Handler(lambda keys: render_again(database, keys)),
        UPKEEP: Handler(lambda keys: upkeep(), every=timedelta(days=1)),
    }


def leave_render_jobs(database: Database) -> None:
    """Enqueue a job for every page whose stored rendering is missing, of another engine or of an older revision."""
    with database.transaction() as session:
        spaces = session.execute(select(Space.id, Space.features)).all()
        for maths in (True, False):
            stale = or_(
                Rendering.page_id.is_(None),
                Rendering.engine != rendering.engine(maths),
                Rendering.revision_id != Page.head_id,
            )
            ids = [id for id, features in spaces if ("maths" in features) is maths]
            query = select(Page.id).outerjoin(Rendering, Rendering.page_id == Page.id)
            found = session.scalars(query.where(Page.space_id.in_(ids), stale))
            enqueue(session, RENDER_JOB, [str(id) for id in found])


def render_again(database: Database, keys: Sequence[str]) -> None:
    """Render the newest revision of these pages and store the result."""
    for key in keys:
        with database.reading() as session:
            page = session.get(Page, int(key))
            revision = session.get(Revision, page.head_id) if page else None
            maths = "maths" in features.of_page(session, int(key))
        if page is None or revision is None:
            continue
        rendered = render(revision.text, maths)
        with database.transaction() as session:
            if session.scalar(select(Page.head_id).where(Page.id == page.id)) != revision.id:
                continue
            rendering.keep(session, page.id, revision.id, rendered)
            todos.rebuild(session, page, rendered.tasks, maths)
            page_links.keep(session, page.id, rendered.links)
            enqueue(session, INDEX_JOB, [f"page:{page.id}"])


def empty_trash(database: Database, age: timedelta) -> int:
    """Permanently delete what has been in the trash for longer than `age`; returns the number of pages."""
    with database.transaction() as session:
        query = select(Page.id).where(Page.trashed_at < now() - age).order_by(func.length(Page.path).desc())
        ids = list(session.scalars(query))
        for id in ids:
            _delete_page(session, id)
    return len(ids)


def _delete_page(session: Session, page_id: int) -> None:
    session.execute(delete(Attachment).where(Attachment.page_id == page_id))
    session.execute(delete(Citation).where(Citation.kind == "page", Citation.item_id == page_id))
    forget(session, ("page", page_id))
    below = session.scalar(select(Page.id).where(Page.parent_id == page_id).limit(1))
    if below is None:
        session.execute(delete(Page).where(Page.id == page_id))


def sweep(database: Database, store: FileStore) -> int:
    """Delete stored contents that no row refers to and that are at least a day old; returns their number."""
    with database.transaction() as session:
        used = select(Attachment.sha256).union(select(Hint.photo).where(Hint.photo.is_not(None)))
        session.execute(delete(Blob).where(Blob.sha256.not_in(used), Blob.created_at < now() - timedelta(days=1)))
    with database.reading() as session:
        known = set(session.scalars(select(Blob.sha256)))
    gone = 0
    for path in [*store.directory.glob("??/*"), *store.directory.glob("incoming-*")]:
        if path.name not in known and time.time() - path.stat().st_mtime > STRAY_SECONDS:
            path.unlink(missing_ok=True)
            gone += 1
    for small in store.directory.glob("thumbnails/??/*"):
        if small.stem not in known and time.time() - small.stat().st_mtime > STRAY_SECONDS:
            small.unlink(missing_ok=True)
    return gone
