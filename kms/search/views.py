"""Search in the browser."""

from collections.abc import Mapping, Sequence
from typing import cast
from urllib.parse import urlencode

from flask import current_app, render_template, request

from kms.core.documents import Hit, Source
from kms.search import service
from kms.search.index import Index
from kms.search.service import Narrow
from kms.web.identity import my_reach
from kms.web.reading import number
from kms.web.routes import Routes
from kms.web.transaction import reading

routes = Routes("search", __name__)
FILTERS = ("type", "space", "tag", "by")
SIZE, DEEPEST = 20, 10_000


def index() -> Index:
    return cast(Index, current_app.extensions["kms.index"])


def sources() -> Mapping[str, Source]:
    return cast("Mapping[str, Source]", current_app.extensions["kms.sources"])


@routes.get("/search", who="member")
def results() -> str:
    words = request.args.get("q", "")
    narrow = Narrow.of(*(request.args.getlist(name) for name in ("type", "tag", "space", "by")))
    offset = min(number("offset", 0) or 0, DEEPEST)
    found = None
    if words.strip() or any((narrow.kinds, narrow.tags, narrow.spaces, narrow.by)):
        found = service.search(reading(), index(), sources(), my_reach(), words, narrow, limit=SIZE, offset=offset)
    return render_template(
        "search/results.html",
        words=words,
        narrow=narrow,
        found=found,
        link=link_with,
        next=link_with(offset=str(found.next_offset)) if found and found.next_offset else None,
        previous=link_with(offset=str(max(0, offset - SIZE))) if offset else None,
    )


def link_with(toggle: tuple[str, str] | None = None, **changes: str) -> str:
    """The address of this search with a filter switched on or off, or other parameters."""
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name in (*FILTERS, "q")]
    if toggle:
        pairs = [pair for pair in pairs if pair != toggle] if toggle in pairs else [*pairs, toggle]
    pairs += list(changes.items())
    return f"/search?{urlencode(pairs)}"


@routes.get("/search/suggest", who="member")
def suggest() -> str:
    typed = request.args.get("q", "")
    hits = service.suggest(reading(), index(), sources(), my_reach(), typed) if typed.strip() else []
    return render_template("search/suggest.html", hits=hits, typed=typed)


def readable_hits(kind: str, ids: Sequence[int]) -> Mapping[int, Hit]:
    """Those of these things that the person who asks may see."""
    return sources()[kind].hits(reading(), my_reach(), ids) if ids else {}
