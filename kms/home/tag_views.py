"""Tags in the browser: the shared vocabulary, and one page per tag for pages and bookmarks alike."""

from collections import Counter
from urllib.parse import quote_plus

from flask import Response, jsonify, render_template, request

from kms.bookmarks import queries as bookmarks
from kms.core.text import fold_key
from kms.sharing import audiences
from kms.tags.service import ids_of
from kms.web.identity import cached, my_reach
from kms.web.routes import Routes
from kms.web.transaction import reading
from kms.wiki.pages import queries as wiki

routes = Routes("tags", __name__)
MOST = 20_000
"""Maximum number of tags counted for pages and for bookmarks; the rarest are omitted."""


def counts(prefix: str = "", limit: int = 1000) -> list[tuple[str, int]]:
    """Return tags visible to the current person with their number of pages and bookmarks; `prefix` is folded."""
    found = cached(("tags", my_reach()), _counted)
    return [(name, count) for key, name, count in found if key.startswith(prefix)][:limit]


def _counted() -> list[tuple[str, str, int]]:
    """Return key, name and count of each, most used first."""
    total: Counter[str] = Counter()
    for slice in (wiki, bookmarks):
        total.update({name: count for name, count in slice.tag_counts(reading(), my_reach(), MOST)})
    return sorted(((fold_key(name), name, count) for name, count in total.items()), key=lambda row: (-row[2], row[0]))


@routes.get("/tags", who="member")
def list_tags() -> str:
    found = sorted(counts(), key=lambda pair: fold_key(pair[0]))
    return render_template("home/tags.html", tags=found)


@routes.get("/tags/complete", who="member")
def complete() -> Response:
    """Names that start with what was typed."""
    typed = fold_key(request.args.get("q", "")[:100])
    return jsonify([name for name, _ in counts(typed, 10)])


@routes.app_template_filter()
def tag_address(name: str) -> str:
    """Return the URL of a tag's page; lists contain hundreds of them."""
    return f"/tag?name={quote_plus(name)}"


@routes.get("/tag", who="member")
def show_tag() -> str:
    name = request.args.get("name", "")[:100]
    session, reach, key = reading(), my_reach(), fold_key(name)
    pages = wiki.list_pages(session, reach, tag=key, limit=50)
    saved = bookmarks.list_bookmarks(session, reach, bookmarks.BookmarkFilter(tags=(key,)), limit=50)
    return render_template(
        "home/tag.html",
        name=name,
        tag_id=ids_of(session, [key]).get(key, 0),
        pages=pages.items,
        saved=saved.items,
        more_pages=pages.next is not None,
        more_saved=saved.next is not None,
        saved_tags=bookmarks.tags_of(session, [row.id for row in saved.items]),
        savers=bookmarks.savers_of(session, reach, [row.link_id for row in saved.items]),
        audiences=audiences.of_lists(session, [row.acl_id for row in saved.items]),
    )
