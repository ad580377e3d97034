"""Files uploaded while a page was being written become its attachments."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kms.markup.model import Rendered
from kms.wiki.models import Attachment, Page
from kms.wiki.pages import index_jobs
from kms.wiki.pages.saved_revision import SavedRevision


def after_revision(session: Session, saved: SavedRevision) -> None:
    """Adopt the writer's uploads that the text shows."""
    if saved.is_news:
        _adopt(session, saved.page, saved.rendered)


def _adopt(session: Session, page: Page, rendered: Rendered) -> None:
    """Attach the author's pending uploads to the page if its text shows them."""
    ids = {
        int(parts[2])
        for link in rendered.links
        if link.target.startswith("/files/")
        and len(parts := link.target.split("/")) > 2
        and parts[2].isdecimal()
        and len(parts[2]) < 19
    }
    mine = (
        Attachment.id.in_(ids),
        Attachment.page_id.is_(None),
        Attachment.space_id == page.space_id,
        Attachment.created_by == page.updated_by,
    )
    adopted = list(session.scalars(select(Attachment.id).where(*mine))) if ids else []
    if adopted:
        session.execute(
            update(Attachment).where(Attachment.id.in_(adopted)).values(page_id=page.id, acl_id=page.acl_id)
        )
        index_jobs.enqueue_files(session, adopted)
