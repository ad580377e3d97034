"""Search in the browser."""

from collections.abc import Mapping, Sequence
from typing import cast

from flask import current_app, render_template, request

from kms.core.errors import NotFound
from kms.core.rate_limit import RateLimit
from kms.core.search_sources import SearchHit, SearchSource
from kms.core.text import N_
from kms.search.engine.port import SearchIndex
from kms.search.query.filters import LABELS, SearchFilters
from kms.search.query.parser import MAX_CHARS
from kms.search.results import service, suggestions
from kms.search.results.facets import counted_as, facet_of, facets_of
from kms.search.results.kinds import kind_of
from kms.search.results.links import ResultLinks
from kms.search.saved import service as saved
from kms.search.saved.inputs import SearchRequest
from kms.sharing import audiences
from kms.web.fragments import render_framed
from kms.web.identity import actor, cached, my_reach
from kms.web.request_data import number
from kms.web.routes import Routes
from kms.web.transaction import reading

routes = Routes("search", __name__)
routes.add_app_template_global(kind_of, "kind_of")
routes.add_app_template_filter(lambda group: (group.id, group.name), "group_choice")
SIZE, DEEPEST = 20, 10_000
_pace = RateLimit(300, 60)


def index() -> SearchIndex:
    return cast(SearchIndex, current_app.extensions["kms.index"])


def sources() -> Mapping[str, SearchSource]:
    return cast("Mapping[str, SearchSource]", current_app.extensions["kms.sources"])


@routes.get("/search", who="member")
def results() -> str:
    words, filters = request.args.get("q", ""), chosen()
    search = SearchRequest(words.strip()[:MAX_CHARS], filters)
    offset = min(number("offset", 0) or 0, DEEPEST)
    link, found = ResultLinks(words, filters), None
    if words.strip() or filters:
        keep_pace()
        found = service.search(reading(), index(), sources(), my_reach(), words, filters, limit=SIZE, offset=offset)
    return render_framed(
        "search/results.html",
        words=words,
        applied=filters,
        found=found,
        facets=facets_of(reading(), found.facets, filters, found.total, request.args.get("open", "")) if found else (),
        fewer=service.relax(index(), my_reach(), words, filters) if found and not found.total else (),
        groups=audiences.choices(reading(), actor()) if found and not found.total else (),
        query=search.query,
        kept=saved.find_saved(reading(), actor(), search) if found else None,
        link=link,
        next=link.at(found.next_offset) if found and found.next_offset else None,
        previous=link.at(max(0, offset - SIZE)) if offset else None,
    )


@routes.get("/search/values", who="member")
def further_values() -> str:
    """A fragment: the collapsed values of one filter."""
    keep_pace()
    words, filters, parameter = request.args.get("q", ""), chosen(), request.args.get("of", "")
    if parameter not in LABELS:
        raise NotFound(N_("This does not exist, or is not visible to you."))
    counts = service.counts(index(), my_reach(), words, filters).get(counted_as(parameter), {})
    facet = facet_of(reading(), parameter, counts, filters, opened=True)
    return render_template("search/further_values.html", facet=facet, link=ResultLinks(words, filters))


def keep_pace() -> None:
    """Count a search against the person's rate limit. Raises TooMany for more than anyone types by hand."""
    _pace.take(actor().person_id)


def chosen() -> SearchFilters:
    """Return the filters in the URL."""
    return SearchFilters.read({name: request.args.getlist(name) for name in LABELS})


@routes.get("/search/suggest", who="member")
def suggest() -> str:
    """A fragment: a few suggestions of each kind for the text typed so far."""
    keep_pace()
    typed = request.args.get("q", "")[: suggestions.LONGEST].strip()
    return render_template(
        "search/suggest.html",
        offers=suggestions.suggestions(reading(), index(), sources(), my_reach(), typed) if typed else {},
        tags=suggestions.tag_suggestions(reading(), visible_tags(), typed) if typed else [],
        typed=typed,
    )


def visible_tags() -> Mapping[str, int]:
    """Return how many documents the current person may see have each tag, by key."""
    reach = my_reach()
    key = ("visible tags", reach, service.generation(index()))
    return cached(key, lambda: service.tag_counts(index(), reach))


def readable_hits(kind: str, ids: Sequence[int]) -> Mapping[int, SearchHit]:
    """Return hits for those of these ids that the current person may see."""
    return sources()[kind].hits(reading(), my_reach(), ids) if ids else {}
