"""All segments of the index at one moment, and the visible set of a reader."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from kms.core.reach import Reach
from kms.search.engine.whoosh.columns import Column, sizes
from kms.search.engine.whoosh.inverting import LISTS, NAMES
from kms.search.engine.whoosh.segment import OF_DOCUMENTS, Segment, Vocabulary

_CACHED_REACHES = 64
_CACHED_SEARCHES = 4
_T = TypeVar("_T")


@dataclass(frozen=True)
class VisibleSet:
    """The documents one reach may see, as a boolean mask, with their number and their mean length in words."""

    mask: Column
    count: int
    mean_length: float


class Snapshot:
    """Documents are numbered across all segments; a snapshot is immutable and replaced by a later one."""

    def __init__(
        self,
        state: tuple[str, int],
        segments: tuple[Segment, ...] = (),
        deleted: tuple[frozenset[int], ...] = (),
        vocabulary: Vocabulary | None = None,
    ) -> None:
        self.state, self.segments, self.deleted = state, segments, deleted
        self.vocabulary = vocabulary or Vocabulary()
        self.bases = [0]
        for segment in segments:
            self.bases.append(self.bases[-1] + segment.count)
        self.count = self.bases[-1]
        self._visible_sets: OrderedDict[Reach, VisibleSet] = OrderedDict()
        self._made: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()
        self.of = {name: self._joined(name) for name in (*OF_DOCUMENTS, *NAMES)}
        self._alive = np.ones(self.count, np.bool_)
        for base, numbers in zip(self.bases, deleted, strict=False):
            self._alive[[base + number for number in numbers]] = False

    def placed(self) -> Iterable[tuple[int, Segment]]:
        """Yield each segment with the number of its first document."""
        return zip(self.bases, self.segments, strict=False)

    def visible(self, reach: Reach) -> VisibleSet:
        """Return what this reach may find (the rule of `Reach.covers`), without deleted documents."""
        with self._lock:
            if reach not in self._visible_sets:
                self._visible_sets[reach] = self._compute_visible(reach)
            self._visible_sets.move_to_end(reach)
            while len(self._visible_sets) > _CACHED_REACHES:
                self._visible_sets.popitem(last=False)
            return self._visible_sets[reach]

    def cached(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """Return the cached value for the key, computing it on a miss; only the last few are kept."""
        with self._lock:
            found: _T | None = self._made.get(key)
        if found is None:
            found = make()
            with self._lock:
                self._made[key] = found
                while len(self._made) > _CACHED_SEARCHES:
                    self._made.popitem(last=False)
        return found

    @cached_property
    def lists(self) -> dict[str, tuple[Column, Column]]:
        """For tags and states: document number and word number, one row per pair."""
        return {name: (self._owners_of(name), self._joined(name)) for name in LISTS}

    @cached_property
    def twins(self) -> Column:
        """The same number for documents that form one hit, -1 for all others."""
        sames = self.of["sames"]
        _, groups, sizes = np.unique(sames, return_inverse=True, return_counts=True)
        return np.where((sames != 0) & (sizes[groups] > 1), groups, -1)

    @cached_property
    def years(self) -> Column:
        """The year of each document, 0 if unknown."""
        days = self.of["days"]
        dates = (days.astype(np.int64) - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
        return np.where(days > 0, dates.astype("datetime64[Y]").astype(np.int64) + 1970, 0)

    def title(self, number: int) -> str:
        """Return the title of a document."""
        base, segment = self._segment_of(number)
        return segment.title(number - base)

    def key(self, number: int) -> tuple[str, int]:
        """Return kind and id of a document."""
        return self.vocabulary.names["kind"].words[int(self.of["kind"][number])], int(self.of["ids"][number])

    def live(self) -> Iterator[tuple[str, int]]:
        """Yield kind and id of every document that is not deleted."""
        return map(self.key, np.flatnonzero(self._alive).tolist())

    def _compute_visible(self, reach: Reach) -> VisibleSet:
        acls = np.fromiter(reach.acl_ids, np.int64, len(reach.acl_ids))
        mask = np.isin(self.of["acls"], acls)
        if reach.owner_id is not None:
            mask |= self.of["owners"] == reach.owner_id
        mask &= self._alive
        count = int(np.count_nonzero(mask))
        length = float(self.of["lengths"].sum(where=mask, dtype=np.float64)) / count if count else 1.0
        return VisibleSet(mask, count, max(1.0, length))

    def _joined(self, name: str) -> Column:
        return np.concatenate([segment.of_documents[name] for segment in self.segments] or [np.zeros(0, np.int64)])

    def _owners_of(self, name: str) -> Column:
        rows = [
            np.repeat(np.arange(segment.count), sizes(segment.columns[f"{name}_starts"])) + base
            for base, segment in self.placed()
        ]
        return np.concatenate(rows or [np.zeros(0, np.int64)])

    def _segment_of(self, number: int) -> tuple[int, Segment]:
        place = int(np.searchsorted(self.bases, number, side="right")) - 1
        return self.bases[place], self.segments[place]
