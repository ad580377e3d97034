"""What the search asks of an engine, and the values that pass.

An engine implements `SearchIndex` and passes the contract tests (`tests/search/contract.py`). Words, filters, passages
and everything that is shown are the search's own and the same for every engine.
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
    """One page of (kind, id), best first; `total` and `facets` count all that was found.

    The facets are kind, space, tag, by, site, year and language (`de`, `en`); `meant` is what was found instead of a
    word with a slip, as a query.
    """

    total: int = 0
    ids: list[tuple[str, int]] = field(default_factory=list)
    facets: Facets = field(default_factory=dict)
    notices: tuple[Message, ...] = ()
    meant: str = ""


class IndexBroken(Exception):
    """The index cannot be read; say that it is being rebuilt, and rebuild it from the database."""


@dataclass(frozen=True)
class IndexStatistics:
    """How the index is: whether it can be searched, its documents, those deleted and not yet gone, its bytes."""

    whole: bool
    documents: int = 0
    deleted: int = 0
    segments: int = 0
    bytes: int = 0
    rebuilds: int = 0


class Weight(NamedTuple):
    """Why a document stands where it stands: its score is `words` × `worth` × `title` × `fullness`, plus `exact`.

    `words` is BM25F, `worth` what points to it and how fresh it is, `title` more for words in the title and near each
    other, `fullness` less for a bare label, `exact` for a title that is what was typed.
    """

    words: float
    worth: float
    title: float
    fullness: float
    exact: float

    @property
    def score(self) -> float:
        return self.words * self.worth * self.title * self.fullness + self.exact


class SearchIndex(Protocol):
    """An index of documents, each with the access list that guards it and its owner; never who is on the list.

    Everything but `figures` raises IndexBroken where the index cannot be read or written.
    """

    def find(
        self,
        expression: Expression | None,
        reach: Reach,
        filters: SearchFilters = NO_FILTERS,
        *,
        limit: int = 20,
        offset: int = 0,
    ) -> FoundDocuments:
        """The best documents this reach may see; total and facets are exact and count nothing else.

        Without an expression everything within reach, the newest first. An empty reach finds nothing. Tags, spaces
        and authors compare without case, and the facets name them in that form (`fold_key`).
        """
        ...

    def explain(self, expression: Expression, reach: Reach, keys: Sequence[Key]) -> list[Weight]:
        """The weights of documents that this reach has just found with the expression."""
        ...

    def suggest(self, prefix: str, reach: Reach, limit: int = 8) -> list[Key]:
        """Documents within reach whose title has words that begin with the typed ones."""
        ...

    def tag_counts(self, reach: Reach) -> Mapping[str, int]:
        """How many hits within reach carry each tag, by key: what a search for everything counts."""
        ...

    def ids(self, kind: str) -> set[int]:
        """Every id of this kind in the index: for the nightly comparison with the database."""
        ...

    def generation(self) -> str:
        """A word that changes with every commit and rebuild."""
        ...

    def check(self) -> None:
        """Raises IndexBroken where there is no index, or one that is not what was written."""
        ...

    def figures(self) -> IndexStatistics:
        """The state of the index; of one that cannot be read only how often it was built anew."""
        ...

    def write(self, documents: Iterable[SearchDocument], removed: Iterable[Key] = ()) -> None:
        """Put these documents in place of their former selves and take out the removed ones, in one commit."""
        ...

    def rebuild(self, batches: Iterable[Iterable[SearchDocument]]) -> int:
        """Write everything anew and count it; the old index serves until the new one takes its place. Each document
        comes once. Only the process that also calls `write` may do this."""
        ...
