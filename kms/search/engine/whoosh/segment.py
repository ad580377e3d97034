"""Read one segment of the index: its terms, their postings and positions, and its documents' data."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import orjson

from kms.search.engine.whoosh.columns import Column, Columns, bounds, runs_of, sizes
from kms.search.engine.whoosh.inverting import KEY, LISTS, NAMES, NameTable

_FAR = 100_000
LONG = 13
"""Minimum length in bytes of a term that can contain another word."""

OF_DOCUMENTS = ("ids", "acls", "owners", "lengths", "days", "sames", "sources")


class Postings(NamedTuple):
    """The documents of a term in ascending order, and the weight of each."""

    docs: Column
    weights: Column


class Vocabulary:
    """The words of one kind in all segments ever opened, so that a number means the same in each of them."""

    def __init__(self) -> None:
        self.names = {name: NameTable() for name in (*NAMES, *LISTS)}


class Segment:
    """A segment is immutable, so it is read once and cached; only its deleted documents change."""

    def __init__(self, columns: Columns, vocabulary: Vocabulary) -> None:
        self.columns = columns
        self.count = len(columns["ids"])
        self.of_documents = {name: columns[name] for name in OF_DOCUMENTS}
        tables = orjson.loads(columns["tables"].tobytes())
        for name in (*NAMES, *LISTS):
            numbers = np.array([vocabulary.names[name].number(word) for word in tables[name]], np.int32)
            self.of_documents[name] = numbers[columns[name]]
        self._terms = columns["terms"].tobytes()
        self._starts = columns["term_starts"]
        self._keys = columns["term_keys"]
        self.term_lengths = sizes(self._starts) - 1
        self._long = np.flatnonzero(self.term_lengths >= LONG)
        lengths = self.term_lengths[self._long] + 1
        self._long_terms = columns["terms"][runs_of(self._starts[self._long].astype(np.int64), lengths)].tobytes()
        self._long_starts = bounds(lengths)[:-1]
        self._kinds = vocabulary.names["kind"].numbers

    def documents_of(self, keys: Iterable[tuple[str, int]]) -> list[int]:
        """Return the document numbers of these (kind, id), omitting those not in the segment."""
        wanted = np.array([self._kinds.get(kind, 0) << 48 | id for kind, id in keys], np.int64)
        held = self.of_documents["kind"].astype(np.int64) << 48 | self.columns["ids"]
        return np.flatnonzero(np.isin(held, wanted)).tolist()

    def find(self, term: str) -> int:
        """Return the number of a term, or -1 if no document contains it."""
        word = term.encode("utf-8", "replace")
        start, end = _range(self._keys, word[:KEY], exact=len(word) < KEY)
        number = start + bisect_left(range(start, end), word, key=self._word)
        return number if number < end and self._word(number) == word else -1

    def among(self, words: Sequence[str]) -> list[str]:
        """Return those of the words that are terms in this segment, in one batch lookup."""
        keys = np.array([word.encode("utf-8", "replace")[:KEY] for word in words], f"S{KEY}")
        places = np.minimum(self._keys.searchsorted(keys), max(0, self.term_count - 1))
        likely = np.flatnonzero(self._keys[places] == keys).tolist() if self.term_count else ()
        return [words[number] for number in likely if self.find(words[number]) >= 0]

    @property
    def term_count(self) -> int:
        return len(self._starts) - 1

    def term(self, number: int) -> str:
        """Return the term with this number."""
        return self._word(number).decode("utf-8", "replace")

    def frequency(self, number: int) -> int:
        """Return the document frequency of a term, including deleted documents."""
        starts = self.columns["posting_starts"]
        return int(starts[number + 1]) - int(starts[number])

    def postings(self, number: int) -> Postings:
        """Return the postings of a term, including deleted documents."""
        start, end = self._extent(number)
        return Postings(self.columns["docs"][start:end], self.columns["weights"][start:end])

    def postings_of(self, numbers: Column, factors: Column) -> Postings:
        """Return the concatenated postings of many terms, with the weights multiplied by each term's factor."""
        starts = self.columns["posting_starts"]
        counts = starts[numbers + 1].astype(np.int64) - starts[numbers].astype(np.int64)
        rows = runs_of(starts[numbers].astype(np.int64), counts)
        return Postings(self.columns["docs"][rows], self.columns["weights"][rows] * np.repeat(factors, counts))

    def positions(self, number: int, wanted: Column) -> tuple[Column, Column]:
        """Return a term's documents and positions in the documents of this segment for which `wanted` is true."""
        start, end = self._extent(number)
        docs, counts = self.columns["docs"][start:end], self.columns["counts"][start:end]
        starts = bounds(counts)[:-1] + self.columns["place_starts"][number]
        chosen = np.flatnonzero(wanted[docs])
        lengths = counts[chosen].astype(np.int64)
        return np.repeat(docs[chosen], lengths), self.columns["places"][runs_of(starts[chosen], lengths)]

    def first_places(self, number: int) -> Column:
        """Return the first position of a term in each document of its postings."""
        start, end = self._extent(number)
        starts = bounds(self.columns["counts"][start:end])[:-1] + self.columns["place_starts"][number]
        places: Column = self.columns["places"][starts]
        return places

    def beginning_with(self, prefix: str) -> Column:
        """Return the numbers of the terms that start with `prefix`."""
        word = prefix.encode("utf-8", "replace")
        start, end = _range(self._keys, word[:KEY])
        if len(word) > KEY:
            return np.array([number for number in range(start, end) if self._word(number).startswith(word)], np.int64)
        return np.arange(start, end)

    def ending_with(self, suffix: str) -> Column:
        """Return the numbers of the terms that end with `suffix`."""
        word = suffix.encode("utf-8", "replace")
        start, end = _range(self.columns["end_keys"], word[::-1][:KEY])
        found = self.columns["by_end"][start:end].astype(np.int64)
        if len(word) > KEY:
            return np.array([number for number in found.tolist() if self._word(number).endswith(word)], np.int64)
        return found

    def holding(self, stem: str, rest: int) -> Column:
        """Return the numbers of the long terms that contain `stem` with at least `rest` bytes before and after it."""
        word = stem.encode("utf-8", "replace")
        places = []
        place = self._long_terms.find(word)
        while place >= 0:
            places.append(place)
            place = self._long_terms.find(word, place + len(word))
        found = np.array(places, np.int64)
        rows = np.searchsorted(self._long_starts, found, side="right") - 1
        before = found - self._long_starts[rows]
        behind = self.term_lengths[self._long[rows]] - before - len(word)
        return self._long[rows][(before >= rest) & (behind >= rest)]

    def title(self, number: int) -> str:
        """Return the title of a document."""
        start, end = self.columns["title_starts"][number : number + 2].tolist()
        return self.columns["title_text"][start : end - 2].tobytes().decode("utf-8", "replace")

    def titled(self, words: Sequence[str]) -> tuple[Column, Column]:
        """Return the documents whose title has a word starting with each of `words`, and their folded titles' lengths.
        A title starting with the first of them counts as far shorter than any other."""
        found = np.ones(self.count, np.bool_)
        for word in words:
            start, end = _range(self.columns["title_words"], word.encode("utf-8", "replace")[:KEY])
            has = np.zeros(self.count, np.bool_)
            has[self.columns["title_docs"][start:end]] = True
            found &= has
        start, end = _range(self.columns["title_words"], words[0].encode("utf-8", "replace")[:KEY])
        begins = self.columns["title_docs"][start:end][self.columns["title_first"][start:end]]
        lengths = sizes(self.columns["folded_starts"])
        lengths[begins] -= _FAR
        docs = np.flatnonzero(found)
        return docs, lengths[docs]

    def folded_title(self, number: int) -> str:
        """Return the title of a document for completion."""
        start, end = self.columns["folded_starts"][number : number + 2].tolist()
        return self.columns["folded_text"][start : end - 2].tobytes().decode("utf-8", "replace")

    def _word(self, number: int) -> bytes:
        return self._terms[int(self._starts[number]) : int(self._starts[number + 1]) - 1]

    def _extent(self, number: int) -> tuple[int, int]:
        start, end = self.columns["posting_starts"][number : number + 2].tolist()
        return start, end


def _range(keys: Column, start: bytes, *, exact: bool = False) -> tuple[int, int]:
    """Return the range of keys that start with `start`, or are equal to it."""
    last = start if exact else start + b"\xff" * (KEY - len(start))
    return int(keys.searchsorted(np.bytes_(start))), int(keys.searchsorted(np.bytes_(last), side="right"))
