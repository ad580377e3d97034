"""Bookmarks in the API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request

from kms.api.routes import Answer, ApiRoutes, me, sent
from kms.bookmarks import queries, service
from kms.bookmarks.inputs import BookmarkChange, BookmarkWrite
from kms.bookmarks.queries import BookmarkFilter, BookmarkRow
from kms.core.text import fold_key
from kms.core.urls import canonical
from kms.links.queries import find_by_key
from kms.web.identity import my_reach
from kms.web.request_data import page_size
from kms.web.transaction import reading, writing

routes = ApiRoutes("bookmarks_api", __name__)


@dataclass(frozen=True)
class BookmarkJson:
    """A bookmark; `access` is "private", "everyone" or a list of "group:NAME"; `page_url` is its page in kms."""

    id: int
    url: str
    title: str
    description: str
    tags: list[str]
    access: str | list[str]
    owner: str
    saved_by: list[str]
    created_at: datetime
    updated_at: datetime
    page_url: str


@dataclass(frozen=True)
class BookmarkPage:
    """Some bookmarks, and the cursor of the next page."""

    items: list[BookmarkJson]
    next: str | None


@routes.operation(
    "GET", "/bookmarks", who="read", gives=BookmarkPage, query=("url", "tag", "by", "site", "limit", "cursor")
)
def list_bookmarks() -> BookmarkPage:
    """List bookmarks, newest first."""
    args = request.args
    link_id = None
    if url := args.get("url"):
        link = find_by_key(reading(), canonical(url))
        link_id = link.id if link else 0
    wanted = BookmarkFilter(
        tuple(fold_key(tag) for tag in args.getlist("tag")[:10]),
        fold_key(args.get("by", "")),
        args.get("site", ""),
        link_id,
    )
    page = queries.list_bookmarks(reading(), my_reach(), wanted, args.get("cursor"), page_size())
    return BookmarkPage(as_json(page.items), page.next)


@routes.operation("PUT", "/bookmarks", who="write", takes=BookmarkWrite, gives=BookmarkJson, status=(200, 201))
def put_bookmark() -> Answer:
    """Save a bookmark: create or update the caller's own bookmark of this address."""
    bookmark, created = service.save_bookmark(writing(), me(), sent(BookmarkWrite).draft())
    return Answer(_one(bookmark.id), 201 if created else 200)


@routes.operation("GET", "/bookmarks/<int:bookmark_id>", who="read", gives=BookmarkJson)
def get_bookmark(bookmark_id: int) -> BookmarkJson:
    """Get one bookmark."""
    return as_json([queries.get_bookmark(reading(), my_reach(), bookmark_id)])[0]


@routes.operation("PATCH", "/bookmarks/<int:bookmark_id>", who="write", takes=BookmarkChange, gives=BookmarkJson)
def patch_bookmark(bookmark_id: int) -> BookmarkJson:
    """Change one of the caller's own bookmarks."""
    service.change_bookmark(writing(), me(), bookmark_id, sent(BookmarkChange).draft())
    return _one(bookmark_id)


@routes.operation("DELETE", "/bookmarks/<int:bookmark_id>", who="write", status=(204,))
def delete_bookmark(bookmark_id: int) -> Answer:
    """Move one of the caller's own bookmarks to the trash."""
    service.trash_bookmark(writing(), me(), bookmark_id)
    return Answer(None, 204)


def _one(bookmark_id: int) -> BookmarkJson:
    writing().flush()
    row, tags = queries.get_with_tags(reading(), my_reach(), bookmark_id)
    return _all_json([row], {row.id: tags})[0]


def as_json(rows: Any) -> list[BookmarkJson]:
    """Return bookmarks with their tags, savers and audiences, using one query for each."""
    return _all_json(rows, queries.tags_of(reading(), [row.id for row in rows]))


def _all_json(rows: Sequence[BookmarkRow], tags: Mapping[int, list[str]]) -> list[BookmarkJson]:
    session = reading()
    savers = queries.savers_of(session, my_reach(), [row.link_id for row in rows])
    access = queries.access_of(session, [row.acl_id for row in rows])
    return [_json(row, tags[row.id], savers[row.link_id], access[row.acl_id]) for row in rows]


def _json(row: BookmarkRow, tags: list[str], savers: list[str], access: str | list[str]) -> BookmarkJson:
    return BookmarkJson(
        id=row.id,
        url=row.url,
        title=row.label,
        description=row.description,
        tags=tags,
        access=access,
        owner=row.owner,
        saved_by=savers,
        created_at=row.created_at,
        updated_at=row.updated_at,
        page_url=row.address,
    )
