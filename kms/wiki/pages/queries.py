"""Reading spaces, pages and revisions, always within the reader's reach."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from kms.accounts.models import Person
from kms.core.errors import NotFound
from kms.core.paging import ListPage, decode_numbers, encode_cursor, newest_first
from kms.core.reach import Reach
from kms.core.text import N_
from kms.tags.models import Tag
from kms.tags.queries import counts, names_by_item
from kms.wiki.models import Page, PageTag, Pin, Revision, Space
from kms.wiki.pages.places import PagePlace, parse_path

HIDDEN = N_("This does not exist, or is not visible to you.")


@dataclass(frozen=True)
class PageRow:
    """A page as shown in lists and in its own view."""

    id: int
    acl_id: int
    space_id: int
    space: str
    space_name: str
    features: tuple[str, ...]
    parent_id: int | None
    path: str
    title: str
    slug: str
    revision: int
    head_id: int
    lists_children: bool
    source_path: str | None
    updated_at: datetime
    updated_by: str | None
    trashed_at: datetime | None
    is_template: bool
    pattern: str

    @property
    def address(self) -> str:
        return f"/p/{self.id}/{self.slug}"

    @property
    def maths(self) -> bool:
        """Whether its text may contain formulas."""
        return "maths" in self.features

    @property
    def place(self) -> PagePlace:
        return PagePlace(self.id, self.space, parse_path(self.path), "", self.title, self.slug)


@dataclass(frozen=True)
class RevisionRow:
    """A revision without its text."""

    id: int
    number: int
    title: str
    summary: str
    author: str | None
    by_system: bool
    created_at: datetime


_COLUMNS: dict[str, Any] = {
    "id": Page.id,
    "acl_id": Page.acl_id,
    "space_id": Page.space_id,
    "space": Space.slug,
    "space_name": Space.name,
    "features": Space.features,
    "parent_id": Page.parent_id,
    "path": Page.path,
    "title": Page.title,
    "slug": Page.slug,
    "revision": Page.revision,
    "head_id": Page.head_id,
    "lists_children": Page.lists_children,
    "source_path": Page.source_path,
    "updated_at": Page.updated_at,
    "updated_by": Person.name,
    "trashed_at": Page.trashed_at,
    "is_template": Page.is_template,
    "pattern": Page.pattern,
}
"""The column of each field of a PageRow."""


_REVISION: dict[str, Any] = {
    "id": Revision.id,
    "number": Revision.number,
    "title": Revision.title,
    "summary": Revision.summary,
    "author": Person.name,
    "by_system": Revision.by_system,
    "created_at": Revision.created_at,
}


def page_row(*values: Any) -> PageRow:
    """A row of `readable_pages`."""
    named = dict(zip(_COLUMNS, values, strict=True))
    return PageRow(**{**named, "features": tuple(named["features"] or ())})


def readable_spaces(reach: Reach) -> Select[Space]:
    """The spaces within reach."""
    return select(Space).where(reach.where(Space))


def readable_pages(reach: Reach) -> "Select[*tuple[Any, ...]]":
    """The pages within reach that are not in the trash, as columns of PageRow."""
    return _page_rows().where(reach.where(Page), Page.trashed_at.is_(None))


def trashed_pages(reach: Reach) -> "Select[*tuple[Any, ...]]":
    """The pages within reach that are in the trash."""
    return _page_rows().where(reach.where(Page), Page.trashed_at.is_not(None))


@cache
def _page_rows() -> "Select[*tuple[Any, ...]]":
    query = select(*_COLUMNS.values()).join(Space, Space.id == Page.space_id)
    return query.outerjoin(Person, Person.id == Page.updated_by)


def below(path: str) -> ColumnElement[bool]:
    """Matches the page at this path and everything below it."""
    return Page.path.startswith(path, autoescape=True)


def list_spaces(session: Session, reach: Reach) -> Sequence[Space]:
    """All readable spaces by name."""
    return session.scalars(readable_spaces(reach).order_by(func.lower(Space.name), Space.id)).all()


def get_space(session: Session, reach: Reach, slug: str) -> Space:
    """Raises NotFound."""
    space = session.scalars(readable_spaces(reach).where(Space.slug == slug)).first()
    if space is None:
        raise NotFound(HIDDEN)
    return space


def get_page(session: Session, reach: Reach, page_id: int) -> PageRow:
    """Raises NotFound."""
    row = session.execute(readable_pages(reach).where(Page.id == page_id)).first()
    if row is None:
        raise NotFound(HIDDEN)
    return page_row(*row)


def find_pages(session: Session, reach: Reach, ids: Iterable[int]) -> dict[int, PageRow]:
    """Those of these pages that can be read."""
    wanted = set(ids)
    rows = session.execute(readable_pages(reach).where(Page.id.in_(wanted))) if wanted else ()
    return {row[0]: page_row(*row) for row in rows}


def lists_of_pages(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """The access lists of these pages, without those in the trash: for the index only."""
    found: dict[int, int] = {}
    for start in range(0, len(ids), 500):
        query = select(Page.id, Page.acl_id).where(Page.id.in_(ids[start : start + 500]), Page.trashed_at.is_(None))
        found.update((id, acl_id) for id, acl_id in session.execute(query))
    return found


def list_pages(
    session: Session,
    reach: Reach,
    *,
    space: str = "",
    tag: str = "",
    parent_id: int | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> ListPage[PageRow]:
    """Pages, most recently changed first; `tag` is a tag's key, `parent_id` asks for the children of one page."""
    query = readable_pages(reach)
    if space:
        query = query.where(Space.slug == space)
    if parent_id is not None:
        query = query.where(Page.parent_id == parent_id)
    if tag:
        query = (
            query.join(PageTag, PageTag.page_id == Page.id).join(Tag, Tag.id == PageTag.tag_id).where(Tag.key == tag)
        )
    return newest_first(session, query, page_row, Page.updated_at, Page.id, cursor, limit)


def count_on_lists(session: Session, reach: Reach, acl_ids: Collection[int]) -> int:
    """How many readable pages are guarded by one of these access lists."""
    query = readable_pages(reach).where(Page.acl_id.in_(acl_ids))
    return session.scalar(query.with_only_columns(func.count())) or 0


def list_trash(session: Session, reach: Reach, cursor: str | None = None, limit: int = 50) -> ListPage[PageRow]:
    """Trashed pages within this reach (of level write); of a trashed subtree only its top."""
    parent = aliased(Page)
    query = (
        trashed_pages(reach)
        .outerjoin(parent, parent.id == Page.parent_id)
        .where(or_(parent.id.is_(None), parent.trashed_at.is_(None), parent.trashed_at != Page.trashed_at))
    )
    return newest_first(session, query, page_row, Page.updated_at, Page.id, cursor, limit)


def tags_of(session: Session, page_ids: Iterable[int]) -> dict[int, list[str]]:
    """The tags of these pages, by name."""
    return names_by_item(session, PageTag.page_id, PageTag.tag_id, page_ids)


def list_revisions(
    session: Session, page: PageRow, cursor: str | None = None, limit: int = 50
) -> ListPage[RevisionRow]:
    """The history of a page that was found readable, newest first."""
    query = (
        select(*_REVISION.values())
        .outerjoin(Person, Person.id == Revision.author_id)
        .where(Revision.page_id == page.id)
        .order_by(Revision.number.desc())
        .limit(limit + 1)
    )
    after = decode_numbers(cursor, 1)
    if after is not None:
        query = query.where(Revision.number < after[0])
    rows = [RevisionRow(**dict(zip(_REVISION, row, strict=True))) for row in session.execute(query)]
    return ListPage(rows[:limit], encode_cursor(rows[limit - 1].number) if len(rows) > limit else None)


def get_revision(session: Session, page: PageRow, number: int) -> Revision:
    """One revision of a page that was found readable. Raises NotFound."""
    query = select(Revision).where(Revision.page_id == page.id, Revision.number == number)
    revision = session.scalars(query).first() if number < 2**53 else None
    if revision is None:
        raise NotFound(HIDDEN)
    return revision


def authors_since(session: Session, page: PageRow, number: int, but: int) -> tuple[str, ...]:
    """Who saved a page that was found readable after revision `number`, in order, without the person `but`."""
    query = (
        select(Person.name)
        .join(Revision, Revision.author_id == Person.id)
        .where(Revision.page_id == page.id, Revision.number > number, Person.id != but)
        .order_by(Revision.number)
    )
    return tuple(dict.fromkeys(session.scalars(query)))


def get_head(session: Session, page: PageRow | Page) -> Revision:
    """The newest revision of a page that was found readable."""
    revision = session.get(Revision, page.head_id)
    assert revision is not None
    return revision


def pinned_pages(session: Session, reach: Reach, person_id: int) -> list[PageRow]:
    """The pages this person pinned, in the order pinned."""
    query = readable_pages(reach).join(Pin, Pin.page_id == Page.id).where(Pin.person_id == person_id)
    return [page_row(*row) for row in session.execute(query.order_by(Pin.created_at).limit(50))]


def is_pinned(session: Session, page: PageRow, person_id: int) -> bool:
    """Whether this person pinned the page."""
    return session.get(Pin, (person_id, page.id)) is not None


def path_titles(session: Session, reach: Reach, page: PageRow) -> list[PageRow]:
    """The readable pages above this one, from the top."""
    ids = parse_path(page.path)[:-1]
    found = find_pages(session, reach, ids)
    return [found[id] for id in ids if id in found]


def tag_counts(session: Session, reach: Reach, limit: int) -> Sequence[Row[str, int]]:
    """Tags on readable pages with their number of pages, most used first."""
    tagged = select(PageTag.tag_id).join(Page, Page.id == PageTag.page_id)
    return counts(session, tagged.where(reach.where(Page), Page.trashed_at.is_(None)), limit)
