"""The interface to a search engine, and its value types.

An engine implements `SearchIndex` and passes the contract tests (`tests/search/test_engine_contract.py`). Words,
filters, passages and everything that is displayed belong to the search and are the same for every engine.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from kms.core.reach import Reach
from kms.core.search_sources import SearchDocument
from kms.core.text import Message
from kms.search.query.expressions import Expression
from kms.search.query.filters import NO_FILTERS, SearchFilters

Facets = Mapping[str, Mapping[str, int]]
Key = tuple[str, int]


@dataclass(frozen=True)
class FoundDocuments:
    """One page of (kind, id), best first; `total` and `facets` count all matches. The facets are kind, space, tag, by,
    site, year and language (`de`, `en`); `suggested` is the query with typos corrected, if any were."""

    total: int = 0
    ids: list[tuple[str, int]] = field(default_factory=list)
    facets: Facets = field(default_factory=dict)
    notices: tuple[Message, ...] = ()
    suggested: str = ""


class IndexBroken(Exception):
    """The index cannot be read; report that it is being rebuilt, and rebuild it from the database."""


@dataclass(frozen=True)
class IndexStatistics:
    """State of the index: whether it is usable, number of documents, of deleted ones not yet purged, size in bytes."""

    whole: bool
    documents: int = 0
    deleted: int = 0
    segments: int = 0
    bytes: int = 0
    rebuilds: int = 0


class Weight(NamedTuple):
    """The components of a document's score: `words` × `worth` × `title` × `fullness`, plus `exact`. `words` is BM25F,
    `worth` the boost for incoming references and freshness, `title` the boost for words in the title and close to each
    other, `fullness` the penalty for a bare label, `exact` the bonus for a title equal to the query."""

    words: float
    worth: float
    title: float
    fullness: float
    exact: float

    @property
    def score(self) -> float:
        return self.words * self.worth * self.title * self.fullness + self.exact


class SearchIndex(Protocol):
    """An index of documents, each with its access list and its owner; never who is on the list. Every method except
    `figures` raises IndexBroken if the index cannot be read or written."""

    def find(
        self,
        expression: Expression | None,
        reach: Reach,
        filters: SearchFilters = NO_FILTERS,
        *,
        limit: int = 20,
        offset: int = 0,
    ) -> FoundDocuments:
        """Return the best documents this reach may see; total and facets are exact and count nothing else. Without an
        expression, everything within reach, newest first. An empty reach finds nothing. Tags, spaces and authors
        compare case-insensitively, and the facets return them in that form (`fold_key`)."""
        ...

    def explain(self, expression: Expression, reach: Reach, keys: Sequence[Key]) -> list[Weight]:
        """Return the weights of documents that this reach has just found with the expression."""
        ...

    def suggest(self, prefix: str, reach: Reach, limit: int = 8) -> list[Key]:
        """Return documents within reach whose title has words starting with the typed ones."""
        ...

    def tag_counts(self, reach: Reach) -> Mapping[str, int]:
        """Return how many hits within reach carry each tag, by key: the counts of an unrestricted search."""
        ...

    def ids(self, kind: str) -> set[int]:
        """Return every id of this kind in the index, for the nightly comparison with the database."""
        ...

    def generation(self) -> str:
        """Return a string that changes with every commit and rebuild."""
        ...

    def check(self) -> None:
        """Raise IndexBroken if there is no index, or if it is corrupt."""
        ...

    def figures(self) -> IndexStatistics:
        """Return the state of the index; if it cannot be read, only the number of rebuilds."""
        ...

    def write(self, documents: Iterable[SearchDocument], removed: Iterable[Key] = ()) -> None:
        """Replace these documents and delete the removed ones, in one commit."""
        ...

    def rebuild(self, batches: Iterable[Iterable[SearchDocument]]) -> int:
        """Rebuild the index and return the number of documents; the old index stays in use until the new one replaces
        it. Each document must occur once. Only the process that also calls `write` may do this."""
        ...
