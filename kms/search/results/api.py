"""Search in the API."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request

from kms.api.routes import ApiRoutes, me
from kms.core.errors import Unavailable
from kms.core.paging import decode_numbers, encode_cursor
from kms.core.rate_limit import RateLimit
from kms.search.query.filters import LABELS
from kms.search.results import service
from kms.search.results.views import DEEPEST, chosen, index, sources
from kms.web.identity import my_reach
from kms.web.request_data import page_size
from kms.web.transaction import reading

routes = ApiRoutes("search_api", __name__)
_pace = RateLimit(1200, 60)


@dataclass(frozen=True)
class SearchItem:
    """One hit; `passage` is plain text; `savers` are the visible people who saved the same source."""

    type: str
    id: int
    title: str
    url: str
    passage: str
    tags: list[str]
    updated_at: datetime | None
    savers: list[str]


@dataclass(frozen=True)
class SearchResults:
    """One page of hits; `total` and `facets` count only what the key's owner may see.
    `facets` has kind, space, tag, by, site, year and language. `meant` is the query with typos corrected; if the
    original found nothing, it was searched instead."""

    total: int
    items: list[SearchItem]
    facets: dict[str, dict[str, int]]
    next: str | None
    notices: list[str]
    meant: str


@routes.operation("GET", "/search", who="read", gives=SearchResults, query=("q", *LABELS, "limit", "cursor"))
def search() -> SearchResults:
    """Find pages and bookmarks."""
    _pace.take(me().person_id)
    args = request.args
    after = decode_numbers(args.get("cursor"), 1)
    offset = min(after[0], DEEPEST) if after and after[0] > 0 else 0
    found = service.search(
        reading(), index(), sources(), my_reach(), args.get("q", ""), chosen(), limit=page_size(20), offset=offset
    )
    if found.rebuilding:
        raise Unavailable(service.REBUILDING)
    return SearchResults(
        found.total,
        [_item(result) for result in found.items],
        {name: dict(counts) for name, counts in found.facets.items()},
        encode_cursor(found.next_offset) if found.next_offset is not None else None,
        [str(notice) for notice in found.notices],
        found.suggested,
    )


def _item(result: service.SearchResult) -> SearchItem:
    hit = result.hit
    passage = "".join(text for text, _ in result.passage)
    return SearchItem(
        hit.kind,
        hit.id,
        hit.title,
        _address(hit) or result.url,
        passage,
        list(hit.tags),
        hit.updated_at,
        list(hit.savers),
    )


def _address(hit: Any) -> str:
    return str(hit.extra.get("href") or hit.extra.get("path") or "")
