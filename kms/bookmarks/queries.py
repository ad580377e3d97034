"""Reading bookmarks, always within the reader's reach."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, String, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from kms.access.models import AccessList, Grant
from kms.access.policy import MEMBERS
from kms.access.service import PRIVATE
from kms.accounts.models import Group, Person
from kms.bookmarks.models import Bookmark, BookmarkTag
from kms.core.errors import NotFound
from kms.core.paging import ListPage, newest_first
from kms.core.reach import Reach
from kms.core.text import N_
from kms.links.models import Link
from kms.sharing import audiences
from kms.tags.models import Tag
from kms.tags.queries import counts, names_by_item

HIDDEN = N_("This does not exist, or is not visible to you.")


@dataclass(frozen=True)
class BookmarkRow:
    """A bookmark as shown in lists and in its own view; `found_title` is the title of the linked page."""

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
        """The title to show: the person's, else the linked page's, else the address."""
        return self.title or self.found_title or self.url

    @property
    def is_web(self) -> bool:
        return self.url.startswith(("http://", "https://", "ftp://"))


_COLUMNS: dict[str, Any] = {
    "id": Bookmark.id,
    "owner_id": Bookmark.owner_id,
    "acl_id": Bookmark.acl_id,
    "link_id": Bookmark.link_id,
    "url": Bookmark.url,
    "title": Bookmark.title,
    "description": Bookmark.description,
    "version": Bookmark.version,
    "created_at": Bookmark.created_at,
    "updated_at": Bookmark.updated_at,
    "owner": Person.user_name,
    "owner_name": Person.name,
    "site": Link.site,
    "found_title": Link.title,
    "found_description": Link.description,
    "trashed_at": Bookmark.trashed_at,
    "folder": Bookmark.folder,
}


def _bookmark_row(*values: Any) -> BookmarkRow:
    """A row of `readable_bookmarks`."""
    return BookmarkRow(**dict(zip(_COLUMNS, values, strict=True)))


def readable_bookmarks(reach: Reach) -> Select[*tuple[Any, ...]]:
    """The bookmarks within reach that are not in the trash, as columns of BookmarkRow."""
    return _rows().where(reach.where(Bookmark), Bookmark.trashed_at.is_(None))


def _rows() -> Select[*tuple[Any, ...]]:
    query = select(*_COLUMNS.values()).join(Link, Link.id == Bookmark.link_id)
    return query.join(Person, Person.id == Bookmark.owner_id)


def get_bookmark(session: Session, reach: Reach, bookmark_id: int) -> BookmarkRow:
    """Raises NotFound."""
    row = session.execute(readable_bookmarks(reach).where(Bookmark.id == bookmark_id)).first()
    if row is None:
        raise NotFound(HIDDEN)
    return _bookmark_row(*row)


def get_with_tags(session: Session, reach: Reach, bookmark_id: int) -> tuple[BookmarkRow, list[str]]:
    """A bookmark and its tags by name, in one statement. Raises NotFound."""
    query = readable_bookmarks(reach).add_columns(Tag.name).where(Bookmark.id == bookmark_id).order_by(Tag.key)
    query = query.outerjoin(BookmarkTag, BookmarkTag.bookmark_id == Bookmark.id)
    rows = session.execute(query.outerjoin(Tag, Tag.id == BookmarkTag.tag_id)).all()
    if not rows:
        raise NotFound(HIDDEN)
    return _bookmark_row(*rows[0][:-1]), [row[-1] for row in rows if row[-1] is not None]


def find_bookmarks(session: Session, reach: Reach, ids: Iterable[int]) -> dict[int, BookmarkRow]:
    """Those of these bookmarks that can be read."""
    wanted = set(ids)
    rows = session.execute(readable_bookmarks(reach).where(Bookmark.id.in_(wanted))) if wanted else ()
    return {row[0]: _bookmark_row(*row) for row in rows}


def find_own(session: Session, person_id: int, key: str) -> Bookmark | None:
    """The person's own bookmark of the source with this canonical form, including a trashed one."""
    return find_source(session, person_id, key)[1]


def find_source(session: Session, person_id: int, key: str) -> tuple[int | None, Bookmark | None]:
    """The id of the source with this canonical form, and the person's own bookmark of it, including a trashed one."""
    mine = (Bookmark.link_id == Link.id) & (Bookmark.owner_id == person_id)
    row = session.execute(select(Link.id, Bookmark).outerjoin(Bookmark, mine).where(Link.key == key)).first()
    return (None, None) if row is None else (row[0], row[1])


@dataclass(frozen=True)
class BookmarkFilter:
    """Which bookmarks a list shows; `folder` selects those of the person `folder_of` in that folder and below it."""

    tags: tuple[str, ...] = ()
    by: str = ""
    site: str = ""
    link_id: int | None = None
    folder: str = ""
    folder_of: int = 0


def list_bookmarks(
    session: Session, reach: Reach, wanted: BookmarkFilter, cursor: str | None = None, limit: int = 30
) -> ListPage[BookmarkRow]:
    """Bookmarks, newest first; `wanted.tags` are tag keys, all of which a bookmark must have."""
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
    return newest_first(session, query, _bookmark_row, Bookmark.created_at, Bookmark.id, cursor, limit)


def count_on_lists(session: Session, reach: Reach, acl_ids: Collection[int]) -> int:
    """How many readable bookmarks are protected by one of these access lists."""
    query = readable_bookmarks(reach).where(Bookmark.acl_id.in_(acl_ids))
    return session.scalar(query.with_only_columns(func.count())) or 0


def list_trash(session: Session, owner_id: int, cursor: str | None = None, limit: int = 50) -> ListPage[BookmarkRow]:
    """A person's own trashed bookmarks."""
    query = _rows().where(Bookmark.owner_id == owner_id, Bookmark.trashed_at.is_not(None))
    return newest_first(session, query, _bookmark_row, Bookmark.created_at, Bookmark.id, cursor, limit)


def tags_of(session: Session, ids: Iterable[int]) -> dict[int, list[str]]:
    """The tags of these bookmarks, by name."""
    return names_by_item(session, BookmarkTag.bookmark_id, BookmarkTag.tag_id, ids)


def savers_of(session: Session, reach: Reach, link_ids: Iterable[int]) -> dict[int, list[str]]:
    """Who saved these sources, if the reader may see it; user names in the order of saving."""
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


def access_of(session: Session, acl_ids: Iterable[int]) -> dict[int, str | list[str]]:
    """The audience of each of these access lists, as the API spells it; one statement if they name groups."""
    named = Grant.principal == literal("group:").concat(cast(Group.id, String))
    query = select(AccessList.id, AccessList.within_id, Grant.principal, Group.name).outerjoin_from(
        AccessList, Grant, Grant.acl_id == AccessList.id
    )
    found: dict[int, list[str]] = {}
    others: set[int] = set()
    for id, within, principal, group in session.execute(
        query.outerjoin(Group, named).where(AccessList.id.in_(set(acl_ids)))
    ):
        names = found.setdefault(id, [])
        if principal == MEMBERS:
            names.append(audiences.EVERYONE)
        elif group is not None:
            names.append(f"group:{group}")
        if within is not None or not (principal in (None, MEMBERS) or group is not None):
            others.add(id)
    spelled = {id: _spelled(names) for id, names in found.items() if id not in others}
    return spelled | {id: audience.names for id, audience in audiences.of_lists(session, others).items()}


def _spelled(names: list[str]) -> str | list[str]:
    if audiences.EVERYONE in names:
        return audiences.EVERYONE
    return sorted(names, key=str.casefold) or PRIVATE


def tag_counts(session: Session, reach: Reach, limit: int) -> Sequence[Row[str, int]]:
    """Tags on readable bookmarks with their number of bookmarks, most used first."""
    tagged = select(BookmarkTag.tag_id).join(Bookmark, Bookmark.id == BookmarkTag.bookmark_id)
    return counts(session, tagged.where(reach.where(Bookmark), Bookmark.trashed_at.is_(None)), limit)


def all_of(session: Session, owner_id: int) -> Sequence[BookmarkRow]:
    """All of a person's own bookmarks, oldest first: for export."""
    query = _rows().where(Bookmark.owner_id == owner_id, Bookmark.trashed_at.is_(None))
    return [_bookmark_row(*row) for row in session.execute(query.order_by(Bookmark.created_at, Bookmark.id))]
