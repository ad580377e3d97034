"""Documents for an index, and queries, for the tests of every engine."""

from dataclasses import replace

from kms.core.reach import Reach
from kms.core.search_sources import SearchDocument
from kms.search.engine.port import FoundDocuments, SearchIndex
from kms.search.query.filters import SearchFilters
from kms.search.query.parser import parse

EVERYONE, STRANGERS = 1, 2


ANA = Reach(7, frozenset({EVERYONE}))


def document(id: int, title: str = "", text: str = "", **fields: object) -> SearchDocument:
    made = SearchDocument("page", id, EVERYONE, None, title or f"Titel {id}", text)
    return replace(made, **fields)  # type: ignore[arg-type]


def search(
    index: SearchIndex, text: str, reach: Reach = ANA, limit: int = 20, offset: int = 0, **filters: tuple[str, ...]
) -> FoundDocuments:
    return index.find(parse(text).expression, reach, SearchFilters(filters), limit=limit, offset=offset)


def found(index: SearchIndex, text: str, reach: Reach = ANA) -> list[int]:
    return sorted(id for _, id in search(index, text, reach).ids)
