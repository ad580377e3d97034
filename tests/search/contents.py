"""Dumps the content of an index, to compare two of them."""

import numpy as np

from kms.search.engine.whoosh.index import Index

Held = tuple[str, int, dict[str, tuple[float, tuple[int, ...]]]]


def contents(index: Index) -> dict[tuple[str, int], Held]:
    """For each document its title, its access list, and each of its terms with weight and positions."""
    snapshot = index._current(fresh=True)
    held: dict[int, Held] = {}
    for base, segment in snapshot.placed():
        for number in range(segment.count):
            held[base + number] = (segment.title(number), int(snapshot.of["acls"][base + number]), {})
        every = np.ones(segment.count, np.bool_)
        for number in range(segment.term_count):
            docs, weights = segment.postings(number)
            placed = list(zip(*(column.tolist() for column in segment.positions(number, every)), strict=True))
            for doc, weight in zip(docs.tolist(), weights.tolist(), strict=True):
                places = tuple(place for other, place in placed if other == doc)
                held[base + doc][2][segment.term(number)] = (weight, places)
    return {snapshot.key(number): held[number] for number in np.flatnonzero(snapshot._alive).tolist()}
