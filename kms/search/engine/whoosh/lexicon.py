"""The words in documents one reader may see; other words do not exist for them."""

from collections.abc import Sequence

import numpy as np

from kms.search.engine.whoosh.segment import Segment
from kms.search.engine.whoosh.snapshot import Snapshot, VisibleSet

Place = tuple[int, Segment, int]

_FIRST = 100


class VisibleWords:
    """Lookups for the duration of one search."""

    def __init__(self, snapshot: Snapshot, visible: VisibleSet) -> None:
        self._snapshot, self._mask = snapshot, visible.mask
        self._placed: dict[str, list[Place]] = {}
        self._known: dict[str, int] = {}

    def places(self, term: str) -> list[Place]:
        """Return the term's occurrences: number of the segment's first document, segment, term number there."""
        placed = self._placed.get(term)
        if placed is None:
            found = ((base, segment, segment.find(term)) for base, segment in self._snapshot.placed())
            placed = self._placed[term] = [place for place in found if place[2] >= 0]
        return placed

    def sees(self, term: str) -> bool:
        """Whether a visible document contains the term."""
        return bool(self._known.get(term)) or any(
            self._mask[docs[:_FIRST] + base].any() or self._mask[docs[_FIRST:] + base].any()
            for base, segment, number in self.places(term)
            if len(docs := segment.postings(number).docs)
        )

    def seen_among(self, terms: Sequence[str]) -> list[str]:
        """Return those of many terms that a visible document contains."""
        known = {term: None for _, segment in self._snapshot.placed() for term in segment.among(terms)}
        return list(filter(self.sees, known))

    def frequency(self, term: str) -> int:
        """Return the number of visible documents that contain the term."""
        known = self._known.get(term)
        if known is None:
            known = self._known[term] = sum(
                int(np.count_nonzero(self._mask[segment.postings(number).docs + base]))
                for base, segment, number in self.places(term)
            )
        return known
