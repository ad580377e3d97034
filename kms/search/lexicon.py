"""The words of what one reader may see: others do not exist for whoever asks."""

from collections.abc import Iterator

from kms.search.snapshot import Sight, Snapshot

_LOOK_AT = 4_000


class Lexicon:
    """Looks words up for the length of one search."""

    def __init__(self, snapshot: Snapshot, sight: Sight) -> None:
        self._snapshot, self._mask = snapshot, sight.mask
        self._known: dict[str, int] = {}

    def frequency(self, term: str) -> int:
        """In how many visible documents the term stands."""
        known = self._known.get(term)
        if known is None:
            known = self._known[term] = self._count(term)
        return known

    def beginning_with(self, prefix: str, limit: int) -> Iterator[str]:
        """Visible terms that begin with `prefix`, at most `limit` of each segment, in order."""
        for _, segment in self._snapshot.placed():
            found = (segment.term(number) for number in segment.beginning_with(prefix, _LOOK_AT))
            visible = (term for term in found if self.frequency(term))
            for _, term in zip(range(limit), visible, strict=False):
                yield term

    def holding(self, stem: str) -> Iterator[tuple[str, int, int]]:
        """Terms that hold `stem`, visible or not, with the number of characters before and behind it."""
        for _, segment in self._snapshot.placed():
            for number, before, behind in segment.holding(stem):
                if before or behind:
                    yield segment.term(number), before, behind

    def _count(self, term: str) -> int:
        total = 0
        for base, segment in self._snapshot.placed():
            number = segment.find(term)
            if number >= 0:
                total += int(self._mask[segment.postings(number).docs + base].sum())
        return total
