"""Reading the registry of sources. It knows (kind, id) pairs; the slices turn them into what a reader may see."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.links.models import Citation, Link


def items_citing(session: Session, link_id: int, kind: str, limit: int = 200) -> Sequence[int]:
    """The ids of the items of one kind that cite this source, newest first; access is the caller's to check."""
    return session.scalars(
        select(Citation.item_id)
        .where(Citation.link_id == link_id, Citation.kind == kind)
        .order_by(Citation.id.desc())
        .limit(limit)
    ).all()


def cited_by(session: Session, kind: str, item_id: int) -> Sequence[Link]:
    """The sources an item cites, in the order they were first cited."""
    return session.scalars(
        select(Link)
        .join(Citation, Citation.link_id == Link.id)
        .where(Citation.kind == kind, Citation.item_id == item_id)
        .order_by(Citation.id)
    ).all()


def find_by_key(session: Session, key: str) -> Link | None:
    """The source with this canonical form."""
    return session.scalar(select(Link).where(Link.key == key))
