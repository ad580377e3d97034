"""The tags of a page, as its newest revision names them."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from kms.tags.service import named
from kms.wiki.models import PageTag
from kms.wiki.pages.saved_revision import SavedRevision


def after_revision(session: Session, saved: SavedRevision) -> None:
    """Make the tags that the revision names the page's own."""
    set_tags(session, saved.page.id, saved.revision.tags)


def set_tags(session: Session, page_id: int, names: Sequence[str]) -> None:
    """Make these the tags of the page."""
    session.execute(delete(PageTag).where(PageTag.page_id == page_id))
    ids = dict.fromkeys(named(session, names).values()) if names else {}
    session.add_all(PageTag(page_id=page_id, tag_id=id) for id in ids)
