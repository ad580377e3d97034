"""Searching: from typed words to hits the reader may see, with marked passages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from kms.core.documents import Hit, Source
from kms.core.reach import Reach
from kms.core.text import N_, Message, clean_line, fold_key
from kms.search import query
from kms.search.index import Index, IndexBroken
from kms.search.passages import Piece, mark, passage

REBUILDING = N_("The search is being rebuilt and will be back in a moment. Pages and bookmarks can be opened as usual.")


@dataclass(frozen=True)
class Narrow:
    """What was chosen beside the words."""

    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    spaces: tuple[str, ...] = ()
    by: tuple[str, ...] = ()

    @classmethod
    def of(cls, kinds: Sequence[str], tags: Sequence[str], spaces: Sequence[str], by: Sequence[str]) -> "Narrow":
        """From a query string: cleaned, at most ten of each."""
        return cls(
            *(tuple(clean_line(word)[:100] for word in words[:10] if word) for words in (kinds, tags, spaces, by))
        )


@dataclass(frozen=True)
class Result:
    """One hit with its title and a passage as pieces (text, marked)."""

    hit: Hit
    title: Sequence[Piece]
    passage: Sequence[Piece]


@dataclass(frozen=True)
class Results:
    """One page of results; `total` and `facets` count only what the reader may see."""

    total: int = 0
    items: Sequence[Result] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    notices: Sequence[Message] = ()
    next_offset: int | None = None
    rebuilding: bool = False


def search(
    session: Session,
    index: Index,
    sources: Mapping[str, Source],
    reach: Reach,
    words: str,
    narrow: Narrow,
    *,
    limit: int = 20,
    offset: int = 0,
) -> Results:
    """The best hits within reach. The index proposes; what is shown was read from the database just now."""
    asked = query.parse(words)
    try:
        found = index.find(
            asked.expression,
            reach,
            kinds=narrow.kinds,
            tags=[fold_key(tag) for tag in narrow.tags],
            spaces=narrow.spaces,
            by=narrow.by,
            limit=limit,
            offset=offset,
        )
    except IndexBroken:
        return Results(notices=[REBUILDING], rebuilding=True)
    hits = read_hits(session, sources, reach, found.ids)
    items = [
        Result(hit, mark(hit.title, asked.expression), passage(hit.passage_source, asked.expression)) for hit in hits
    ]
    more = offset + limit < found.total
    return Results(found.total, items, found.facets, [*asked.notices, *found.notices], offset + limit if more else None)


def suggest(
    session: Session, index: Index, sources: Mapping[str, Source], reach: Reach, typed: str, limit: int = 8
) -> list[Hit]:
    """Titles that begin with what was typed."""
    try:
        found = index.suggest(typed[:256], reach, limit)
    except IndexBroken:
        return []
    return read_hits(session, sources, reach, found)


def read_hits(
    session: Session, sources: Mapping[str, Source], reach: Reach, ids: Sequence[tuple[str, int]]
) -> list[Hit]:
    """The hits behind (kind, id) pairs, in their order, without those the reader may not see (any more)."""
    by_kind: dict[str, list[int]] = {}
    for kind, id in ids:
        by_kind.setdefault(kind, []).append(id)
    hits = {kind: sources[kind].hits(session, reach, wanted) for kind, wanted in by_kind.items() if kind in sources}
    return [hits[kind][id] for kind, id in ids if id in hits.get(kind, {})]
