"""Use cases of a page that do not change its text: getting it for a change, pinning."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level, reach, require
from kms.core.errors import NotFound
from kms.wiki.models import Page, Pin, Space
from kms.wiki.pages import queries

DEEPEST = 40
"""How deep pages can be nested."""


def get_for_change(session: Session, actor: Actor, page_id: int) -> Page:
    """A page this person may change. Raises NotFound or Forbidden."""
    page = session.get(Page, page_id)
    if page is None or page.trashed_at is not None:
        raise NotFound(queries.HIDDEN)
    require(session, actor, page, Level.WRITE)
    return page


def get_with_space(session: Session, actor: Actor, page_id: int) -> tuple[Page, Space]:
    """The page with its space, in one statement. Raises NotFound or Forbidden."""
    query = select(Page, Space).join(Space, Space.id == Page.space_id).where(Page.id == page_id)
    row = session.execute(query).first()
    if row is None or row[0].trashed_at is not None:
        raise NotFound(queries.HIDDEN)
    require(session, actor, row[0], Level.WRITE)
    return row[0], row[1]


def pin(session: Session, actor: Actor, page_id: int) -> None:
    """Pin a page."""
    page = queries.get_page(session, reach(session, actor), page_id)
    if session.get(Pin, (actor.person_id, page.id)) is None:
        session.add(Pin(person_id=actor.person_id, page_id=page.id))


def unpin(session: Session, actor: Actor, page_id: int) -> None:
    """Unpin a page."""
    session.execute(delete(Pin).where(Pin.person_id == actor.person_id, Pin.page_id == page_id))
