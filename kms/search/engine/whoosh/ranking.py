"""Rank the matches, weighting the best ones again by title and word proximity."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, pairwise

import numpy as np

from kms.core.clock import now
from kms.core.text import fold_key
from kms.search.engine.port import Weight
from kms.search.engine.whoosh.columns import Column
from kms.search.engine.whoosh.matching import Matches, UnderstoodQuery, places
from kms.search.engine.whoosh.snapshot import Snapshot
from kms.search.language.analysis import ASKING, EVERY_DAY, LANGUAGES, normal, terms, tokens
from kms.search.language.forms import weight_of
from kms.search.query.expressions import Expression, words_of

AGAIN = 100
_NEAR_AMONG = 30
_IN_TITLE = 1.0
_WHOLE_TITLE = 1.5
_NEAR = 0.8
_EXACT = 1000.0
_THIN = 0.3  # penalty of a bare label compared with a text that describes it
_FULL_LENGTH = 60
_AUTHORITY = 0.04
_FRESH, _FRESH_DAYS = 0.05, 365.0


def rank(
    snapshot: Snapshot, understood: UnderstoodQuery, matches: Matches, expression: Expression | None, wanted: int
) -> list[int]:
    """Return the numbers of the best documents, at least `wanted` if there are as many; without words the newest."""
    ranked = _best(snapshot, matches, max(wanted, AGAIN))
    words = words_of(expression)
    if not words:
        return ranked
    first = ranked[:AGAIN]
    weights = weigh(snapshot, understood, matches, first, words)
    order = sorted(range(len(first)), key=lambda place: (-weights[place].score, place))
    return [first[place] for place in order] + ranked[AGAIN:]


def worth(snapshot: Snapshot, docs: Column) -> Column:
    """Return the boost for incoming references and, slightly, for freshness."""
    pointed_to = np.log2(1 + snapshot.of["sources"][docs].astype(np.float32))
    age = np.maximum(0, now().date().toordinal() - snapshot.of["days"][docs])
    gain: Column = 1 + _AUTHORITY * pointed_to + _FRESH * np.exp(-age / _FRESH_DAYS)
    return gain.astype(np.float32)


def _best(snapshot: Snapshot, matches: Matches, wanted: int) -> list[int]:
    """By score, then newest first, then in index order; only those near the top are sorted."""
    docs = np.flatnonzero(matches.found)
    scores = matches.scores[docs] * worth(snapshot, docs)
    days = snapshot.of["days"][docs]
    if len(docs) > wanted:
        key = scores.astype(np.float64) + days * 1e-12
        least = np.partition(key, len(key) - wanted)[len(key) - wanted]
        near = key >= least
        docs, scores, days = docs[near], scores[near], days[near]
    order = np.lexsort((docs, -days, -scores))[:wanted]
    return [int(doc) for doc in docs[order]]


def weigh(
    snapshot: Snapshot, understood: UnderstoodQuery, matches: Matches, docs: Sequence[int], words: tuple[str, ...]
) -> list[Weight]:
    """Return the weights of these documents for the typed words."""
    typed = [token.text for word in words for token in tokens(normal(word)) if not token.part]
    asked = [word for word in dict.fromkeys(typed) if word not in ASKING] or typed
    exact = fold_key(" ".join(words))
    near = _nearness(snapshot, asked, docs[:_NEAR_AMONG])
    numbers = np.array(docs, np.int64)
    scores, worths = matches.scores[numbers].tolist(), worth(snapshot, numbers).tolist()
    lengths = snapshot.of["lengths"][numbers].tolist()
    weights = []
    for doc, score, gain, length in zip(docs, scores, worths, lengths, strict=True):
        title = snapshot.title(doc)
        share, whole = _title_share(understood, title, asked)
        bonus = 1 + _IN_TITLE * share + _WHOLE_TITLE * share * whole + _NEAR * near.get(doc, 0.0)
        fullness = 1 - _THIN + _THIN * min(1.0, length / _FULL_LENGTH)
        weights.append(Weight(score, gain, bonus, fullness, _EXACT if fold_key(title) == exact else 0.0))
    return weights


def _title_share(understood: UnderstoodQuery, title: str, asked: list[str]) -> tuple[float, float]:
    """Return the share of the query that is in the title, and the share of the title that is in the query."""
    title_words = title_stems(title)
    every_stem = " ".join(chain.from_iterable(title_words))
    if not asked or not title_words:
        return 0.0, 0.0
    held: set[int] = set()
    share = 0.0
    for word in asked:
        wanted = understood.stems.get(word, ())
        if not any(stem in every_stem for stem in wanted):
            continue
        weights = [max(weight_of(stem, wanted) for stem in stems) for stems in title_words]
        share += max(weights)
        held.update(number for number, weight in enumerate(weights) if weight)
    return share / len(asked), len(held) / len(title_words)


@lru_cache(maxsize=20_000)
def title_stems(title: str) -> tuple[frozenset[str], ...]:
    """Return the terms of each word of a title, without stop words."""
    stems: dict[int, set[str]] = {}
    every_day = {token.position for token in tokens(normal(title)) if token.text in EVERY_DAY}
    for term, position in terms(normal(title), LANGUAGES, keep_stop_words=True):
        if position not in every_day:
            stems.setdefault(position, set()).add(term)
    return tuple(frozenset(found) for found in stems.values())


def _nearness(snapshot: Snapshot, asked: list[str], docs: Sequence[int]) -> dict[int, float]:
    """Proximity per adjacent pair of query words: 1 if adjacent, decreasing with distance, averaged over the pairs."""
    if not 2 <= len(asked) <= 6:
        return {}
    among = np.zeros(snapshot.count, np.bool_)
    among[list(docs)] = True
    positions = [np.sort(places(snapshot, word, among)) for word in asked]
    near: dict[int, float] = {}
    for left, right in pairwise(positions):
        for doc, gap in _gaps(left, right).items():
            near[doc] = near.get(doc, 0.0) + 1 / max(1, gap) / (len(asked) - 1)
    return near


def _gaps(left: Column, right: Column) -> dict[int, int]:
    """Return the smallest distance between a position of `left` and one of `right` in each document that has both."""
    gaps: dict[int, int] = {}
    if not len(left) or not len(right):
        return gaps
    after = np.searchsorted(right, left)
    for neighbours in (np.minimum(after, len(right) - 1), np.maximum(after - 1, 0)):
        other = right[neighbours]
        together = other >> 32 == left >> 32
        distances = np.abs(other - left)[together]
        for doc, gap in zip((left[together] >> 32).tolist(), distances.tolist(), strict=True):
            gaps[doc] = min(gap, gaps.get(doc, gap))
    return gaps
