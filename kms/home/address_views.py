"""A URL pasted into a page: turn it into its title, or into a bookmark cited by the page."""

from typing import cast

from flask import Response, current_app, get_template_attribute, jsonify, request

from kms.bookmarks import queries as bookmarks
from kms.bookmarks import service
from kms.bookmarks.inputs import TITLE, BookmarkDraft
from kms.core.errors import Invalid
from kms.core.fetch import Fetcher, FetchFailed, FetchRefused
from kms.core.page_facts import page_facts
from kms.core.rate_limit import RateLimit
from kms.core.text import N_, clean_line
from kms.core.urls import Address, parse_address
from kms.home.views import routes
from kms.links.queries import find_by_key
from kms.sharing import audiences
from kms.web.identity import actor, my_reach
from kms.web.transaction import reading, writing

PATIENCE = 4.0
_pace = RateLimit(30, 60)


@routes.post("/complete/address", who="member")
def look_at_address() -> Response:
    """Return the page title, whether the person has bookmarked it, and who would see a new bookmark; stores nothing."""
    address = _address()
    _pace.take(actor().person_id)
    own = bookmarks.find_own(reading(), actor().person_id, address.key)
    audience = audiences.of_choice(reading(), audiences.default_choice(actor()))
    words = get_template_attribute("parts.html", "audience")(audience)
    saved = own is not None and own.trashed_at is None
    title = _known_title(address)
    reading().rollback()  # never wait for an external server with an open transaction
    return jsonify(title=title or _fetched_title(address), saved=saved, audience=str(words).strip())


@routes.post("/complete/bookmark", who="member")
def save_address() -> tuple[Response, int]:
    """Save the URL as a bookmark with the default audience, like the form; an existing one is unchanged."""
    address = _address()
    title = clean_line(request.form.get("title", ""))[:TITLE]
    own = bookmarks.find_own(reading(), actor().person_id, address.key)
    if own is not None and own.trashed_at is None:
        return jsonify(id=own.id, url=own.url), 200
    draft = BookmarkDraft(address, title, None, None, audiences.default_choice(actor()))
    saved, _ = service.save_bookmark(writing(), actor(), draft)
    return jsonify(id=saved.id, url=saved.url), 201


def _address() -> Address:
    address = parse_address(request.form.get("url", "")[:2100])
    if not address.key.startswith("http"):
        raise Invalid({"url": N_("This is no web address.")})
    return address


def _known_title(address: Address) -> str:
    """Return the title from colleagues' bookmarks that the person may see."""
    link = find_by_key(reading(), address.key)
    if link is None:
        return ""
    found = bookmarks.list_bookmarks(reading(), my_reach(), bookmarks.BookmarkFilter(link_id=link.id), limit=1).items
    return found[0].label if found else ""


def _fetched_title(address: Address) -> str:
    fetcher = cast("Fetcher | None", current_app.extensions["kms.fetcher"])
    if fetcher is None:
        return ""
    try:
        return page_facts(fetcher.get(address.url, seconds=PATIENCE)).title
    except (FetchRefused, FetchFailed):
        return ""
