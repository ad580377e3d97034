"""Search: from typed words to hits the reader may see, with highlighted passages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from kms.core.reach import Reach
from kms.core.search_sources import SearchHit, SearchSource
from kms.core.text import N_, Message
from kms.search.engine.port import FoundDocuments, IndexBroken, SearchIndex
from kms.search.language.analysis import normal
from kms.search.query import parser
from kms.search.query.expressions import And, Expression, InTitle, Or, Phrase, Word, written
from kms.search.query.filters import NO_FILTERS, SearchFilters
from kms.search.results.facets import counted_as
from kms.search.results.passages import Piece, mark, passage

REBUILDING = N_("The search is being rebuilt and will be back in a moment. Pages and bookmarks can be opened as usual.")
ELLIPSES = ("… ", " …")
_WAYS, _MOST_LEFT_OUT = 4, 8


@dataclass(frozen=True)
class SearchResult:
    """One hit, with title and passage as pieces (text, marked); `section` is the heading the passage is under. `url`
    links to that section."""

    hit: SearchHit
    title: Sequence[Piece]
    passage: Sequence[Piece]
    url: str
    section: str = ""


@dataclass(frozen=True)
class SearchResultPage:
    """One page of results; `total` and `facets` count only what the reader may see. `suggested` is the query with typos
    corrected; `instead` tells that it was searched because the typed query found nothing."""

    total: int = 0
    items: Sequence[SearchResult] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    notices: Sequence[Message] = ()
    next_offset: int | None = None
    rebuilding: bool = False
    suggested: str = ""
    instead: bool = False


def search(
    session: Session,
    index: SearchIndex,
    sources: Mapping[str, SearchSource],
    reach: Reach,
    words: str,
    filters: SearchFilters = NO_FILTERS,
    *,
    limit: int = 20,
    offset: int = 0,
) -> SearchResultPage:
    """Return the best hits within reach. The index proposes; what is shown is read from the database."""
    try:
        answer = _answer(index, reach, words, filters, limit, offset)
        facets = _counts(index, answer.expression, reach, filters, answer.found)
    except IndexBroken:
        return SearchResultPage(notices=[REBUILDING], rebuilding=True)
    found, suggested = answer.found, answer.suggested
    looked_for = _with_corrections(answer.expression, suggested)
    items = [shown(hit, looked_for) for hit in read_hits(session, sources, reach, found.ids)]
    more = offset + limit if offset + limit < found.total else None
    notices = [*answer.notices, *found.notices]
    return SearchResultPage(found.total, items, facets, notices, more, suggested=suggested, instead=answer.instead)


def counts(index: SearchIndex, reach: Reach, words: str, filters: SearchFilters) -> Mapping[str, Mapping[str, int]]:
    """Return the facets of the same search, without its hits."""
    try:
        answer = _answer(index, reach, words, filters, 1, 0)
        return _counts(index, answer.expression, reach, filters, answer.found)
    except IndexBroken:
        return {}


@dataclass(frozen=True)
class _Answer:
    """What the index found for the words, or for the corrected query `instead`."""

    expression: Expression | None
    notices: Sequence[Message]
    found: FoundDocuments
    suggested: str
    instead: bool


def _answer(index: SearchIndex, reach: Reach, words: str, filters: SearchFilters, limit: int, offset: int) -> _Answer:
    asked = parser.parse(words)
    expression = asked.expression
    found = index.find(expression, reach, filters, limit=limit, offset=offset)
    suggested, instead = found.suggested, bool(found.suggested) and not found.total
    if instead:
        expression = parser.parse(suggested).expression
        found = index.find(expression, reach, filters, limit=limit, offset=offset)
    return _Answer(expression, asked.notices, found, suggested, instead)


def _with_corrections(expression: Expression | None, suggested: str) -> Expression | None:
    """Return what to highlight: the words as typed, plus their corrections."""
    corrected = parser.parse(suggested).expression
    return Or((expression, corrected)) if expression and corrected else expression


def shown(hit: SearchHit, expression: Expression | None) -> SearchResult:
    """Return the hit with highlights, its best passage, and the section that contains the passage."""
    pieces = passage(hit.passage_source, expression)
    _, anchor, heading = _section(hit, pieces)
    url = f"{hit.url}#{anchor}" if anchor else hit.url
    return SearchResult(hit, mark(hit.title, expression), pieces, url, heading)


def _section(hit: SearchHit, pieces: Sequence[Piece]) -> tuple[int, str, str]:
    """Return the last anchor before the first highlighted word of the passage; none at the top of the text."""
    top = (0, "", "")
    texts = [text for text, _ in pieces if text not in ELLIPSES]
    marks = [is_marked for text, is_marked in pieces if text not in ELLIPSES]
    if not hit.anchors or True not in marks:
        return top
    start = normal(hit.passage_source).find("".join(texts))
    place = start + sum(map(len, texts[: marks.index(True)]))
    return max((anchor for anchor in hit.anchors if anchor[0] <= place), default=top) if start >= 0 else top


def _counts(
    index: SearchIndex, expression: Expression | None, reach: Reach, filters: SearchFilters, found: FoundDocuments
) -> Mapping[str, Mapping[str, int]]:
    """Count the values of each filter; for filters in use, alternatives are counted as if the filter were unset."""
    wider = {
        name: index.find(expression, reach, filters.without(parameter), limit=1).facets.get(name, {})
        for parameter in filters.alternatives
        for name in (counted_as(parameter),)
    }
    return {**found.facets, **wider}


def relax(index: SearchIndex, reach: Reach, words: str, filters: SearchFilters) -> list[tuple[str, int]]:
    """For a search without results, return queries with one condition removed that find something, and how much."""
    expression = parser.parse(words).expression
    try:
        found = [
            (written(other, {}), index.find(other, reach, filters, limit=1).total) for other in _looser(expression)
        ]
    except IndexBroken:
        return []
    return sorted((way for way in found if way[1]), key=lambda way: -way[1])[:_WAYS]


def _looser(expression: Expression | None) -> list[Expression]:
    match expression:
        case Phrase(text) if " " in text:
            return [And(tuple(Word(word) for word in text.split()))]
        case InTitle(text):
            return [And(tuple(Word(word) for word in text.split()))]
        case And(items) if len(items) <= _MOST_LEFT_OUT:
            rest = [tuple(other for other in items if other is not item) for item in items]
            return [And(left) if len(left) > 1 else left[0] for left in rest if left]
    return []


def suggest(
    session: Session, index: SearchIndex, sources: Mapping[str, SearchSource], reach: Reach, typed: str, limit: int = 8
) -> list[SearchHit]:
    """Return things whose title starts with what was typed."""
    try:
        found = index.suggest(typed[:256], reach, limit)
    except IndexBroken:
        return []
    return read_hits(session, sources, reach, found)


def tag_counts(index: SearchIndex, reach: Reach) -> Mapping[str, int]:
    """Return how many documents within reach have each tag, by key."""
    try:
        return index.tag_counts(reach)
    except IndexBroken:
        return {}


def generation(index: SearchIndex) -> str:
    """Return a string that changes with the index; empty if there is none."""
    try:
        return index.generation()
    except IndexBroken:
        return ""


def read_hits(
    session: Session, sources: Mapping[str, SearchSource], reach: Reach, ids: Sequence[tuple[str, int]]
) -> list[SearchHit]:
    """Load the hits of (kind, id) pairs, in order, without those the reader may not see (any more)."""
    by_kind: dict[str, list[int]] = {}
    for kind, id in ids:
        by_kind.setdefault(kind, []).append(id)
    hits = {kind: sources[kind].hits(session, reach, wanted) for kind, wanted in by_kind.items() if kind in sources}
    return [hits[kind][id] for kind, id in ids if id in hits.get(kind, {})]
