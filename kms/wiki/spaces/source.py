"""Spaces as things that comments and the like can refer to; search does not list them."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.core.reach import Reach
from kms.core.search_sources import Guard, SearchDocument, SearchHit
from kms.wiki.models import Space


class SpaceSource:
    """Spaces by id."""

    kind = "space"

    def documents(self, session: Session, ids: Sequence[int]) -> list[SearchDocument]:
        """None: a space is found by its pages."""
        return []

    def all_ids(self, session: Session) -> Iterator[int]:
        """None, for the same reason."""
        return iter(())

    def hits(self, session: Session, reach: Reach, ids: Sequence[int]) -> Mapping[int, SearchHit]:
        """Those of these spaces that the reader may see."""
        query = select(Space).where(Space.id.in_(ids), reach.where(Space))
        return {
            row.id: SearchHit(self.kind, row.id, row.name, f"/spaces/{row.slug}", row.description)
            for row in session.scalars(query)
        }

    def guards(self, session: Session, ids: Sequence[int]) -> Mapping[int, Guard]:
        """The access lists that guard these spaces."""
        query = select(Space.id, Space.acl_id).where(Space.id.in_(ids))
        return {id: Guard(acl_id) for id, acl_id in session.execute(query)}
