"""Autocompletion in the editor: pages, headings and bookmarks for links, readers for mentions."""

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify, request

from kms.access.policy import Level
from kms.core.errors import NotFound
from kms.core.reach import Reach
from kms.core.search_sources import SearchHit
from kms.core.text import fold_key
from kms.home.views import routes
from kms.markup.wiki_links import read_target
from kms.notifications.visibility import Thing, guards
from kms.notifications.web.inbox import targets as things
from kms.search.query.filters import SearchFilters
from kms.search.results import service
from kms.search.results.views import index, sources
from kms.sharing.readers import list_readers
from kms.web.identity import my_reach
from kms.web.request_data import number
from kms.web.transaction import reading
from kms.wiki.links import resolving
from kms.wiki.links.spelling import spell, spell_heading
from kms.wiki.pages import queries, rendering
from kms.wiki.pages.places import PagePlace

MOST = 8
LONGEST = 256
_LINKED = SearchFilters.read({"type": ["page", "bookmark"]})


@routes.get("/complete/links", who="member")
def complete_links() -> Response:
    """`?q=` is the typed text, `&page=` or `&space=` the context; returns `choices` and the space for `create`."""
    typed = request.args.get("q", "")[:LONGEST].strip()
    reach, place = my_reach(), _place()
    if "#" in typed and (headings := _headings(reach, place, typed)):
        return jsonify(choices=headings, create=None)
    hits = [hit for hit in _hits(reach, typed) if (hit.kind, hit.id) != ("page", place.id)]
    targets = spell(reading(), reach, place, list(_pages(reach, hits).values()))
    return jsonify(choices=[_choice(hit, targets) for hit in hits], create=_may_create(place, typed, hits))


def _place() -> PagePlace:
    """Return where the link is being written: on a page, or on a new one in a space."""
    page_id = number("page")
    page = queries.find_pages(reading(), my_reach(), [page_id]).get(page_id) if page_id else None
    return page.place if page else PagePlace(0, request.args.get("space", "")[:80], (), "")


def _hits(reach: Reach, typed: str) -> list[SearchHit]:
    """Return titles starting with the typed text, then other search results."""
    if not typed:
        return _latest(reach)
    begun = _linked(service.suggest(reading(), index(), sources(), reach, typed, 2 * MOST))
    if len(begun) >= MOST:
        return begun[:MOST]
    found = service.search(reading(), index(), sources(), reach, typed, _LINKED, limit=MOST)
    seen = {(hit.kind, hit.id) for hit in begun}
    return [*begun, *(item.hit for item in found.items if (item.hit.kind, item.hit.id) not in seen)][:MOST]


def _linked(hits: list[SearchHit]) -> list[SearchHit]:
    """Keep pages and bookmarks; people, groups and files are not link targets."""
    return [hit for hit in hits if hit.kind in _LINKED["type"]]


def _latest(reach: Reach) -> list[SearchHit]:
    pages = queries.list_pages(reading(), reach, limit=MOST).items
    return list(sources()["page"].hits(reading(), reach, [page.id for page in pages]).values())


def _pages(reach: Reach, hits: list[SearchHit]) -> dict[int, queries.PageRow]:
    return queries.find_pages(reading(), reach, [hit.id for hit in hits if hit.kind == "page"])


def _choice(hit: SearchHit, targets: Mapping[int, str]) -> dict[str, Any]:
    """`target` is written between double brackets; without one, `href` is the URL to link to."""
    target = targets.get(hit.id) if hit.kind == "page" else None
    href = hit.extra.get("href") or hit.extra.get("path") or hit.url
    return {"kind": hit.kind, "title": hit.title, "place": hit.place, "target": target, "href": href}


def _headings(reach: Reach, place: PagePlace, typed: str) -> list[dict[str, Any]]:
    """Return the headings of the page before the `#` that contain the text after it."""
    title, _, words = typed.partition("#")
    link = read_target(title.strip()).link("")
    lead = resolving.resolve_links(reading(), reach, place, [link])[0] if title.strip() else None
    page_id = int(lead.href.split("/")[2]) if lead and lead.exists and lead.href.startswith("/p/") else place.id
    page = queries.find_pages(reading(), reach, [page_id]).get(page_id)
    if page is None:
        return []
    headings = rendering.shown(reading(), page).headings
    wanted = [heading for heading in headings if fold_key(words) in fold_key(heading.text)]
    return [
        {"kind": "heading", "title": heading.text, "place": page.title, "href": f"{page.address}#{heading.id}",
         "target": spell_heading(title.strip(), heading)}
        for heading in wanted[: 2 * MOST]
    ]  # fmt: skip


def _may_create(place: PagePlace, typed: str, hits: list[SearchHit]) -> str | None:
    """Return the title of a page that could be created; None if it exists or the person may not create it."""
    title = read_target(typed).title if typed else ""
    exists = any(hit.kind == "page" and fold_key(hit.title) == fold_key(title) for hit in hits)
    spaces = {space.slug for space in queries.list_spaces(reading(), my_reach(Level.WRITE))}
    return title if title and not exists and place.space in spaces else None


@routes.get("/complete/readers", who="member")
def complete_readers() -> Response:
    """`?about=page:7&q=` is the typed text: returns people who may read that thing, as `user_name` and `name`. `about`
    is a kind and an id, or `space:` and the short name of the space of a new page."""
    about = _about(*request.args.get("about", "")[:100].partition(":")[::2])
    guard = guards(reading(), things(), [about]).get(about)
    if guard is None or not my_reach().covers(guard):
        raise NotFound(queries.HIDDEN)
    found = list_readers(reading(), guard, request.args.get("q", "")[:100])
    return jsonify([{"user_name": reader.user_name, "name": reader.name} for reader in found])


def _about(kind: str, id: str) -> Thing:
    if id.isascii() and id.isdecimal() and len(id) < 16:
        return kind, int(id)
    return kind, queries.get_space(reading(), my_reach(), id).id if kind == "space" else 0
