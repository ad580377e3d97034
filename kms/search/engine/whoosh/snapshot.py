"""All segments of the index at one moment, and what of them one reader may see."""

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

_REMEMBERED_REACHES = 64
_REMEMBERED_SEARCHES = 4
_T = TypeVar("_T")


@dataclass(frozen=True)
class VisibleSet:
    """What one reach may see: true for each such document, how many they are, and their mean length in words."""

    mask: Column
    count: int
    mean_length: float


class Snapshot:
    """Documents are numbered through all segments; nobody changes a snapshot, a later one takes its place."""

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
        self._sights: OrderedDict[Reach, VisibleSet] = OrderedDict()
        self._made: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()
        self.of = {name: self._joined(name) for name in (*OF_DOCUMENTS, *NAMES)}
        self._alive = np.ones(self.count, np.bool_)
        for base, numbers in zip(self.bases, deleted, strict=False):
            self._alive[[base + number for number in numbers]] = False

    def placed(self) -> Iterable[tuple[int, Segment]]:
        """Each segment with the number of its first document."""
        return zip(self.bases, self.segments, strict=False)

    def sight(self, reach: Reach) -> VisibleSet:
        """What this reach may find (the rule of `Reach.covers`), without what was deleted."""
        with self._lock:
            if reach not in self._sights:
                self._sights[reach] = self._look(reach)
            self._sights.move_to_end(reach)
            while len(self._sights) > _REMEMBERED_REACHES:
                self._sights.popitem(last=False)
            return self._sights[reach]

    def remembered(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """What was made for the key, or is made now; only the last few are kept."""
        with self._lock:
            found: _T | None = self._made.get(key)
        if found is None:
            found = make()
            with self._lock:
                self._made[key] = found
                while len(self._made) > _REMEMBERED_SEARCHES:
                    self._made.popitem(last=False)
        return found

    @cached_property
    def lists(self) -> dict[str, tuple[Column, Column]]:
        """For tags and states: the number of a document and the number of its word, one row each."""
        return {name: (self._owners_of(name), self._joined(name)) for name in LISTS}

    @cached_property
    def twins(self) -> Column:
        """The same number for documents that are one hit, -1 for a document that is like no other."""
        sames = self.of["sames"]
        _, groups, sizes = np.unique(sames, return_inverse=True, return_counts=True)
        return np.where((sames != 0) & (sizes[groups] > 1), groups, -1)

    @cached_property
    def years(self) -> Column:
        """The year of each document, 0 where none is known."""
        days = self.of["days"]
        dates = (days.astype(np.int64) - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
        return np.where(days > 0, dates.astype("datetime64[Y]").astype(np.int64) + 1970, 0)

    def title(self, number: int) -> str:
        """The title of a document."""
        base, segment = self._segment_of(number)
        return segment.title(number - base)

    def key(self, number: int) -> tuple[str, int]:
        """Kind and id of a document."""
        return self.vocabulary.names["kind"].words[int(self.of["kind"][number])], int(self.of["ids"][number])

    def live(self) -> Iterator[tuple[str, int]]:
        """Kind and id of every document that is not deleted."""
        return map(self.key, np.flatnonzero(self._alive).tolist())

    def _look(self, reach: Reach) -> VisibleSet:
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
