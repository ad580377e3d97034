"""The tags of a page, as named by its newest revision."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kms.core.text import fold_key
from kms.tags.models import Tag
from kms.tags.service import get_or_create
from kms.wiki.models import PageTag
from kms.wiki.pages.saved_revision import SavedRevision


def after_revision(session: Session, saved: SavedRevision) -> None:
    """Set the page's tags to those of the revision."""
    set_tags(session, saved.page.id, saved.revision.tags)


def set_tags(session: Session, page_id: int, names: Sequence[str]) -> None:
    """Replace the tags of the page."""
    query = select(Tag.key, Tag.id).join(PageTag, PageTag.tag_id == Tag.id).where(PageTag.page_id == page_id)
    present = {key: id for key, id in session.execute(query)}
    if set(present) == {fold_key(name) for name in names}:
        return
    wanted = set(get_or_create(session, names).values()) if names else set()
    gone = set(present.values()) - wanted
    if gone:
        session.execute(delete(PageTag).where(PageTag.page_id == page_id, PageTag.tag_id.in_(gone)))
    session.add_all(PageTag(page_id=page_id, tag_id=id) for id in sorted(wanted - set(present.values())))
