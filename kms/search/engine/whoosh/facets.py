"""Count the matches by kind, space, tag, person, site, year and language; apply the chosen filters."""

from collections.abc import Mapping

import numpy as np

from kms.core.text import fold_key
from kms.search.engine.port import Facets
from kms.search.engine.whoosh.columns import Column
from kms.search.engine.whoosh.matching import in_list, with_name
from kms.search.engine.whoosh.snapshot import Snapshot
from kms.search.query.filters import SearchFilters

_SAME_IN_ALL = ("kind", "space", "site")
"""Fields that are equal for all documents of one hit."""
_COLUMNS = {"type": "kind", "space": "space", "by": "author", "site": "site", "language": "language"}
_OWN = {"by": "author", "language": "language", "year": "days"}


def chosen(snapshot: Snapshot, found: Column, filters: SearchFilters) -> Column:
    """Return the found documents that pass the filters."""
    for parameter, column in _COLUMNS.items():
        if filters[parameter]:
            found = found & with_name(snapshot, column, {fold_key(word) for word in filters[parameter]}.__contains__)
    for tag in filters["tag"]:
        found = found & in_list(snapshot, "tag", fold_key(tag))
    if filters["year"]:
        found = found & np.isin(snapshot.years, [int(year) for year in filters["year"] if year.isdecimal()])
    return found


def one_each(snapshot: Snapshot, found: Column, scores: Column) -> Column:
    """Keep only the best of the documents that form one hit (bookmarks of one address)."""
    twins = np.flatnonzero(found & (snapshot.twins >= 0))
    if not len(twins):
        return found
    groups = snapshot.twins[twins]
    order = np.lexsort((twins, -scores[twins], groups))
    repeated = np.zeros(len(order), np.bool_)
    repeated[1:] = groups[order][1:] == groups[order][:-1]
    kept = found.copy()
    kept[twins[order][repeated]] = False
    return kept


def count_facets(snapshot: Snapshot, found: Column, hits: Column) -> Facets:
    """Return how many hits each further choice would leave; the documents of one hit count once per value."""
    facets = {name: _counted(snapshot, np.flatnonzero(hits), name, name) for name in _SAME_IN_ALL}
    docs = np.flatnonzero(found)
    facets |= {facet: _counted(snapshot, docs, name, facet) for facet, name in _OWN.items()}
    return facets | {"tag": count_tags(snapshot, found)}


def count_tags(snapshot: Snapshot, found: Column) -> Mapping[str, int]:
    """Return how many hits have each tag."""
    owners, tags = snapshot.lists["tag"]
    chosen = found[owners]
    return _tallied(snapshot, owners[chosen], tags[chosen], snapshot.vocabulary.names["tag"].words)


def _counted(snapshot: Snapshot, docs: Column, name: str, facet: str) -> dict[str, int]:
    if facet == "year":
        return _tallied(snapshot, docs, snapshot.years[docs], None)
    return _tallied(snapshot, docs, snapshot.of[name][docs], snapshot.vocabulary.names[name].words)


def _tallied(snapshot: Snapshot, docs: Column, numbers: Column, words: list[str] | None) -> dict[str, int]:
    """Return how many hits have each number, most frequent first, without 0."""
    groups = snapshot.twins[docs]
    alike = groups >= 0
    pairs = _distinct(groups[alike] << 32 | numbers[alike]) & 0xFFFFFFFF
    counts = np.bincount(numbers[~alike], minlength=1) if len(numbers) else np.zeros(1, np.int64)
    shared = np.bincount(pairs, minlength=len(counts))
    shared[: len(counts)] += counts
    order = np.argsort(-shared, kind="stable")
    order = order[(shared[order] > 0) & (order > 0)]
    return {(words[number] if words else str(number)): int(shared[number]) for number in order.tolist()}


def _distinct(numbers: Column) -> Column:
    """Return the distinct numbers; sorting is several times faster here than the hash table of `numpy.unique`."""
    ordered = np.sort(numbers)
    fresh = np.ones(len(ordered), np.bool_)
    fresh[1:] = ordered[1:] != ordered[:-1]
    return ordered[fresh]
