"""Optional features of a space: formulas, diagrams, footnotes."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.wiki.models import Page, Space


def of_page(session: Session, page_id: int) -> list[str]:
    """The features of the page's space."""
    query = select(Space.features).join(Page, Page.space_id == Space.id).where(Page.id == page_id)
    return list(session.scalar(query) or [])


def of_space(session: Session, slug: str) -> list[str]:
    """The features of the space with this slug; none if there is no such space."""
    return list(session.scalar(select(Space.features).where(Space.slug == slug)) or [])


def has_maths(session: Session, space_id: int) -> bool:
    """Whether formulas are enabled in this space."""
    space = session.get(Space, space_id)
    return space is not None and "maths" in (space.features or [])
