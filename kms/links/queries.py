"""Read queries for the registry of sources. It knows (kind, id) pairs; the slices resolve them for a reader."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.links.models import Citation, Link


def items_citing(session: Session, link_id: int, kind: str, limit: int = 200) -> Sequence[int]:
    """Return the ids of items of one kind that cite this source, newest first; the caller checks access."""
    return session.scalars(
        select(Citation.item_id)
        .where(Citation.link_id == link_id, Citation.kind == kind)
        .order_by(Citation.id.desc())
        .limit(limit)
    ).all()


def cited_by(session: Session, kind: str, item_id: int) -> Sequence[Link]:
    """Return the sources cited by an item, in the order they were first cited."""
    return session.scalars(
        select(Link)
        .join(Citation, Citation.link_id == Link.id)
        .where(Citation.kind == kind, Citation.item_id == item_id)
        .order_by(Citation.id)
    ).all()


def find_by_key(session: Session, key: str) -> Link | None:
    """Return the source with this canonical key."""
    return session.scalar(select(Link).where(Link.key == key))
