"""Compound words in the terms of a segment."""

from collections.abc import Iterator

import numpy as np

from kms.search.engine.whoosh.columns import Column
from kms.search.engine.whoosh.segment import Segment
from kms.search.language.forms import AT_END, AT_START, INSIDE, LETTERS, MIN_AT_END, MIN_AT_START, MIN_INSIDE, MIN_REST


def compounds(stem: str, segment: Segment) -> tuple[Column, Column]:
    """Return longer terms of the segment that contain this one, with weights: `betriebsratswahl` contains `wahl`."""
    found = [np.zeros(0, np.int64)]
    weights = [np.zeros(0, np.float32)]
    if len(stem) >= MIN_AT_END and LETTERS.fullmatch(stem):
        for numbers, weight in _places(stem, segment):
            longer = numbers[segment.term_lengths[numbers] >= len(stem.encode()) + MIN_REST]
            found.append(longer)
            weights.append(np.full(len(longer), weight, np.float32))
    numbers, first = np.unique(np.concatenate(found), return_index=True)
    return numbers, np.concatenate(weights)[first]


def _places(stem: str, segment: Segment) -> Iterator[tuple[Column, float]]:
    yield segment.ending_with(stem), AT_END
    if len(stem) >= MIN_AT_START:
        yield segment.beginning_with(stem), AT_START
    if len(stem) >= MIN_INSIDE:
        yield segment.holding(stem, MIN_REST), INSIDE
