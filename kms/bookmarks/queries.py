"""Read queries for bookmarks, always restricted to the reader's reach."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import Session

from kms.accounts.models import Person
from kms.bookmarks.models import Bookmark, BookmarkTag
from kms.core.errors import NotFound
from kms.core.paging import ListPage, newest_first
from kms.core.reach import Reach
from kms.core.text import N_
from kms.links.models import Link
from kms.tags.models import Tag
from kms.tags.queries import counts, names_by_item

HIDDEN = N_("This does not exist, or is not visible to you.")


@dataclass(frozen=True)
class BookmarkRow:
    """A bookmark as shown in lists and on its page; `found_title` is the title of the bookmarked page itself."""

    id: int
    owner_id: int
    acl_id: int
    link_id: int
    url: str
    title: str
    description: str
    version: int
    created_at: datetime
    updated_at: datetime
    owner: str
    owner_name: str
    site: str
    found_title: str
    found_description: str
    trashed_at: datetime | None
    folder: str

    @property
    def address(self) -> str:
        return f"/b/{self.id}"

    @property
    def label(self) -> str:
        """The title to show: the owner's, else the page's own, else the address."""
        return self.title or self.found_title or self.url

    @property
    def is_web(self) -> bool:
        return self.url.startswith(("http://", "https://", "ftp://"))


_COLUMNS = (
    Bookmark.id, Bookmark.owner_id, Bookmark.acl_id, Bookmark.link_id, Bookmark.url, Bookmark.title,
    Bookmark.description, Bookmark.version, Bookmark.created_at, Bookmark.updated_at, Person.user_name, Person.name,
    Link.site, Link.title, Link.description, Bookmark.trashed_at,
    Bookmark.folder,
)  # fmt: skip


def readable_bookmarks(reach: Reach) -> Select[*tuple[Any, ...]]:
    """Select the bookmarks within reach that are not in the trash, as columns of BookmarkRow."""
    return _rows().where(reach.where(Bookmark), Bookmark.trashed_at.is_(None))


def _rows() -> Select[*tuple[Any, ...]]:
    query = select(*_COLUMNS).join(Link, Link.id == Bookmark.link_id)
    return query.join(Person, Person.id == Bookmark.owner_id)


def get_bookmark(session: Session, reach: Reach, bookmark_id: int) -> BookmarkRow:
    """Return the bookmark. Raises NotFound."""
    row = session.execute(readable_bookmarks(reach).where(Bookmark.id == bookmark_id)).first()
    if row is None:
        raise NotFound(HIDDEN)
    return BookmarkRow(*row)


def find_bookmarks(session: Session, reach: Reach, ids: Iterable[int]) -> dict[int, BookmarkRow]:
    """Return those of these bookmarks that are readable."""
    wanted = set(ids)
    rows = session.execute(readable_bookmarks(reach).where(Bookmark.id.in_(wanted))) if wanted else ()
    return {row[0]: BookmarkRow(*row) for row in rows}


def find_own(session: Session, person_id: int, key: str) -> Bookmark | None:
    """Return the person's own bookmark of the source with this canonical key, in the trash or not."""
    query = select(Bookmark).join(Link, Link.id == Bookmark.link_id)
    return session.scalars(query.where(Bookmark.owner_id == person_id, Link.key == key)).first()


@dataclass(frozen=True)
class BookmarkFilter:
    """Which bookmarks a list shows; `folder` selects those of the person `folder_of` in that folder and below."""

    tags: tuple[str, ...] = ()
    by: str = ""
    site: str = ""
    link_id: int | None = None
    folder: str = ""
    folder_of: int = 0


def list_bookmarks(
    session: Session, reach: Reach, wanted: BookmarkFilter, cursor: str | None = None, limit: int = 30
) -> ListPage[BookmarkRow]:
    """List bookmarks, newest first; with `wanted.tags` (tag keys) only those that have all of them."""
    query = readable_bookmarks(reach)
    for key in wanted.tags:
        tagged = select(BookmarkTag.bookmark_id).join(Tag, Tag.id == BookmarkTag.tag_id).where(Tag.key == key)
        query = query.where(Bookmark.id.in_(tagged))
    if wanted.by:
        query = query.where(Person.key == wanted.by)
    if wanted.site:
        query = query.where(Link.site == wanted.site)
    if wanted.folder:
        below = Bookmark.folder.startswith(wanted.folder + "/", autoescape=True)
        query = query.where(Bookmark.owner_id == wanted.folder_of, or_(Bookmark.folder == wanted.folder, below))
    if wanted.link_id is not None:
        query = query.where(Bookmark.link_id == wanted.link_id)
    return newest_first(session, query, BookmarkRow, Bookmark.created_at, Bookmark.id, cursor, limit)


def count_on_lists(session: Session, reach: Reach, acl_ids: Collection[int]) -> int:
    """Count the readable bookmarks protected by these access lists."""
    query = readable_bookmarks(reach).where(Bookmark.acl_id.in_(acl_ids))
    return session.scalar(query.with_only_columns(func.count())) or 0


def list_trash(session: Session, owner_id: int, cursor: str | None = None, limit: int = 50) -> ListPage[BookmarkRow]:
    """List a person's own trashed bookmarks."""
    query = _rows().where(Bookmark.owner_id == owner_id, Bookmark.trashed_at.is_not(None))
    return newest_first(session, query, BookmarkRow, Bookmark.created_at, Bookmark.id, cursor, limit)


def tags_of(session: Session, ids: Iterable[int]) -> dict[int, list[str]]:
    """Return the tags of these bookmarks, by name."""
    return names_by_item(session, BookmarkTag.bookmark_id, BookmarkTag.tag_id, ids)


def savers_of(session: Session, reach: Reach, link_ids: Iterable[int]) -> dict[int, list[str]]:
    """Return the people who saved these sources, as far as the reader may see; user names in the order of saving."""
    wanted = set(link_ids)
    found: dict[int, list[str]] = {id: [] for id in wanted}
    if wanted:
        query = (
            select(Bookmark.link_id, Person.name)
            .join(Person, Person.id == Bookmark.owner_id)
            .where(Bookmark.link_id.in_(wanted), reach.where(Bookmark), Bookmark.trashed_at.is_(None))
            .order_by(Bookmark.created_at)
        )
        for link_id, name in session.execute(query):
            found[link_id].append(name)
    return found


def tag_counts(session: Session, reach: Reach, limit: int) -> Sequence[Row[str, int]]:
    """Return the tags of readable bookmarks with their number, most used first."""
    tagged = select(BookmarkTag.tag_id).join(Bookmark, Bookmark.id == BookmarkTag.bookmark_id)
    return counts(session, tagged.where(reach.where(Bookmark), Bookmark.trashed_at.is_(None)), limit)


def all_of(session: Session, owner_id: int) -> Sequence[BookmarkRow]:
    """Return all of a person's own bookmarks, oldest first, for export."""
    query = _rows().where(Bookmark.owner_id == owner_id, Bookmark.trashed_at.is_(None))
    return [BookmarkRow(*row) for row in session.execute(query.order_by(Bookmark.created_at, Bookmark.id))]
