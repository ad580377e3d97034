"""Reading pages over the API."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request

from kms.core.text import fold_key
from kms.web.identity import my_reach
from kms.web.request_data import number, page_size
from kms.web.transaction import reading
from kms.wiki.api_routes import routes
from kms.wiki.pages import queries
from kms.wiki.pages.queries import PageRow


@dataclass(frozen=True)
class PageJson:
    """A page with its text.

    `space` is the space's slug, `parent` the id of the parent page, `revision` the newest revision number.
    """

    id: int
    space: str
    parent: int | None
    title: str
    text: str
    tags: list[str]
    revision: int
    source_path: str | None
    url: str
    updated_at: datetime
    updated_by: str | None


@dataclass(frozen=True)
class PageEntry:
    """A page in a list, without its text."""

    id: int
    space: str
    parent: int | None
    title: str
    tags: list[str]
    revision: int
    source_path: str | None
    url: str
    updated_at: datetime
    updated_by: str | None


@dataclass(frozen=True)
class PageList:
    """A page of results, and the cursor of the next one."""

    items: list[PageEntry]
    next: str | None


@routes.operation("GET", "/pages", who="read", gives=PageList, query=("space", "tag", "parent", "limit", "cursor"))
def list_pages() -> PageList:
    """List pages, most recently changed first."""
    args = request.args
    page = queries.list_pages(
        reading(),
        my_reach(),
        space=args.get("space", ""),
        tag=fold_key(args.get("tag", "")),
        parent_id=number("parent"),
        cursor=args.get("cursor"),
        limit=page_size(),
    )
    return PageList(entries(page.items), page.next)


def entries(rows: Sequence[PageRow]) -> list[PageEntry]:
    """Pages as list entries."""
    tags = queries.tags_of(reading(), [row.id for row in rows])
    return [PageEntry(**_common(row), tags=tags[row.id]) for row in rows]


def _common(row: PageRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "space": row.space,
        "parent": row.parent_id,
        "title": row.title,
        "revision": row.revision,
        "source_path": row.source_path,
        "url": row.address,
        "updated_at": row.updated_at,
        "updated_by": row.updated_by,
    }


@routes.operation("GET", "/pages/<int:page_id>", who="read", gives=PageJson)
def get_page(page_id: int) -> PageJson:
    """Get a page with its text."""
    return whole(page_id)


def whole(page_id: int) -> PageJson:
    """A page with its text, as the caller sees it."""
    session = reading()
    row = queries.get_page(session, my_reach(), page_id)
    tags = queries.tags_of(session, [row.id])[row.id]
    return PageJson(**_common(row), text=queries.get_head(session, row).text, tags=tags)
