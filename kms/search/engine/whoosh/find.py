"""Execute a search over a snapshot of the index: match, rank and count."""

from collections.abc import Mapping, Sequence

import numpy as np

from kms.core.reach import Reach
from kms.core.text import N_, Message
from kms.search.engine.port import FoundDocuments, Weight
from kms.search.engine.whoosh.facets import chosen, count_facets, count_tags, one_each
from kms.search.engine.whoosh.inverting import folded_title
from kms.search.engine.whoosh.matching import Matcher, Matches, UnderstoodQuery, either
from kms.search.engine.whoosh.ranking import rank, weigh
from kms.search.engine.whoosh.snapshot import Snapshot
from kms.search.language.analysis import normal
from kms.search.query.expressions import And, Expression, parted, words_of, written
from kms.search.query.filters import NO_FILTERS, SearchFilters

_SUGGEST_FROM = 300
_ENOUGH = 10
_HALF, _MOST = 0.45, 0.6
_SOME = N_("Nothing holds all the words; these hold most of them.")
_REST = N_("Few hold all the words; the others here hold most of them.")


def find(
    snapshot: Snapshot, expression: Expression | None, reach: Reach, filters: SearchFilters, limit: int, offset: int
) -> FoundDocuments:
    """Return the matching documents this reach may see; if none contain all words, those that contain most of them."""
    understood, matches, notices = _matched(snapshot, expression, reach, filters)
    hits = matches.of(one_each(snapshot, matches.found, matches.scores))
    ranked = rank(snapshot, understood, hits, expression, offset + limit)
    return FoundDocuments(
        total=int(hits.found.sum()),
        ids=[snapshot.key(number) for number in ranked[offset : offset + limit]],
        facets=count_facets(snapshot, matches.found, hits.found),
        notices=notices,
        suggested=_corrected(expression, understood.corrected),
    )


def explain(snapshot: Snapshot, expression: Expression, reach: Reach, keys: Sequence[tuple[str, int]]) -> list[Weight]:
    """Return the weights of these documents, which a search of this reach has found."""
    understood, matches, _ = _matched(snapshot, expression, reach, NO_FILTERS)
    places = {snapshot.key(number): number for number in np.flatnonzero(matches.found).tolist()}
    return weigh(snapshot, understood, matches, [places[key] for key in keys], words_of(expression))


def tag_counts(snapshot: Snapshot, reach: Reach) -> Mapping[str, int]:
    """Return how many hits within reach have each tag."""
    return count_tags(snapshot, snapshot.visible(reach).mask)


def suggest(snapshot: Snapshot, prefix: str, reach: Reach, limit: int) -> list[tuple[str, int]]:
    """Return titles starting with the typed text first, then those with a word that does; shorter ones first."""
    typed = folded_title(normal(prefix)[:100])
    if not typed:
        return []
    mask = snapshot.visible(reach).mask
    found: list[tuple[bool, int, str, int]] = []
    for base, segment in snapshot.placed():
        docs, lengths = segment.titled(typed.split())
        seen = mask[docs + base]
        docs, lengths = docs[seen], lengths[seen]
        if len(docs) > _SUGGEST_FROM:
            docs = docs[np.argpartition(lengths, _SUGGEST_FROM)[:_SUGGEST_FROM]]
        for number in docs.tolist():
            title = segment.folded_title(number)
            if all(f" {word}" in f" {title}" for word in typed.split()):
                found.append((not title.startswith(typed), len(title), title, base + number))
    return [snapshot.key(number) for _, _, _, number in sorted(found)[:limit]]


def _matched(
    snapshot: Snapshot, expression: Expression | None, reach: Reach, filters: SearchFilters
) -> tuple[UnderstoodQuery, Matches, tuple[Message, ...]]:
    """Cached, so that words are looked up once for a results page, its further pages and its facets."""
    understood, everywhere, whole = snapshot.cached(
        (expression, reach), lambda: _looked_up(snapshot, expression, reach)
    )
    matches = everywhere.of(chosen(snapshot, everywhere.found, filters))
    if not (matches.found & ~whole.found).any():
        return understood, matches, ()
    return understood, matches, (_REST if (matches.found & whole.found).any() else _SOME,)


def _looked_up(
    snapshot: Snapshot, expression: Expression | None, reach: Reach
) -> tuple[UnderstoodQuery, Matches, Matches]:
    """Return what matches, and what contains all the words. If few documents contain all the words, those containing
    most of them match as well. Only the words decide that, not the filters: adding a filter never adds results."""
    matching = Matcher(snapshot, snapshot.visible(reach))
    words, conditions = parted(expression)
    whole = matching.match(And(words)) if len(words) > 1 else matching.match(expression)
    count = int(whole.found.sum())
    if len(words) < 2 or count >= _ENOUGH:
        return matching.understood, matching.narrowed(whole, conditions), whole
    some = matching.match_some(words, _MOST if count else _HALF)
    return matching.understood, matching.narrowed(either(whole, some), conditions), whole


def _corrected(expression: Expression | None, corrections: Mapping[str, str]) -> str:
    return written(expression, corrections) if expression and corrections else ""
