"""Search documents of bookmarks."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.accounts.models import Person
from kms.bookmarks import queries
from kms.bookmarks.citation_counts import ListsOf, citation_counts
from kms.bookmarks.models import Bookmark
from kms.comments.kinds import followed
from kms.core.reach import Reach
from kms.core.search_sources import Guard, SearchDocument, SearchHit
from kms.links.models import Link


def followers(session: Session, bookmark_id: int) -> set[int]:
    """Return who is notified of comments on a bookmark: its owner."""
    return set(session.scalars(select(Bookmark.owner_id).where(Bookmark.id == bookmark_id)))


followed("bookmark", followers)


class BookmarkSource:
    """Bookmarks by id; `citing` returns the access lists of items that may cite their sources, by kind."""

    kind = "bookmark"

    def __init__(self, citing: Mapping[str, ListsOf] | None = None) -> None:
        self._citing = citing or {}

    def documents(self, session: Session, ids: Sequence[int]) -> list[SearchDocument]:
        """Return the current state of these bookmarks, whoever owns them: for the index only."""
        tags = queries.tags_of(session, ids)
        pointing = citation_counts(session, ids, self._citing)
        query = (
            select(Bookmark, Link, Person.user_name)
            .join(Link, Link.id == Bookmark.link_id)
            .join(Person, Person.id == Bookmark.owner_id)
            .where(Bookmark.id.in_(ids), Bookmark.trashed_at.is_(None))
        )
        return [
            _document(row, link, owner, tags[row.id], pointing[row.id]) for row, link, owner in session.execute(query)
        ]

    def all_ids(self, session: Session) -> Iterator[int]:
        """Yield every bookmark that is not in the trash."""
        yield from session.scalars(select(Bookmark.id).where(Bookmark.trashed_at.is_(None)).order_by(Bookmark.id))

    def hits(self, session: Session, reach: Reach, ids: Sequence[int]) -> Mapping[int, SearchHit]:
        """Return those of these bookmarks that the reader may see."""
        rows = queries.find_bookmarks(session, reach, ids)
        tags = queries.tags_of(session, rows)
        savers = queries.savers_of(session, reach, [row.link_id for row in rows.values()])
        return {
            id: SearchHit(
                kind=self.kind,
                id=id,
                title=row.label,
                url=row.address,
                passage_source=row.description or row.found_description,
                tags=tuple(tags[id]),
                place=row.site,
                by=row.owner_name,
                updated_at=row.created_at,
                extra={"href": row.url if row.is_web else "", "path": "" if row.is_web else row.url},
                savers=tuple(savers[row.link_id]),
            )
            for id, row in rows.items()
        }

    def guards(self, session: Session, ids: Sequence[int]) -> Mapping[int, Guard]:
        """Return what protects those of these bookmarks that are not in the trash."""
        query = select(Bookmark.id, Bookmark.acl_id, Bookmark.owner_id)
        rows = session.execute(query.where(Bookmark.id.in_(ids), Bookmark.trashed_at.is_(None)))
        return {id: Guard(acl_id, owner_id) for id, acl_id, owner_id in rows}


def _document(row: Bookmark, link: Link, owner: str, tags: list[str], sources: int) -> SearchDocument:
    return SearchDocument(
        kind="bookmark",
        id=row.id,
        acl=row.acl_id,
        owner=row.owner_id,
        title=row.title or link.title or row.url,
        text="\n".join(part for part in (row.description, link.title, link.description) if part),
        tags=tuple(tags),
        author=owner,
        site=link.site,
        url=row.url,
        updated_at=row.created_at,
        sources=sources,
        same=f"link:{row.link_id}",
    )
