"""Find, rank and count: what one search returns, computed over a snapshot of the index."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from heapq import nlargest
from itertools import pairwise

from kms.core.reach import Reach
from kms.core.text import N_, Message, fold_key
from kms.search.analysis import EVERY_DAY, LANGUAGES, normal, terms, tokens
from kms.search.matching import Matches, Matching
from kms.search.query import All, Expression, words_of
from kms.search.whoosh_schema import Facts
from kms.search.whoosh_segment import Snapshot, folded_title

_RANK_AGAIN = 100
_IN_TITLE = 1.2
_WHOLE_TITLE = 1.5
_NEAR = 0.8
_EXACT = 1000.0
_THIN = 0.3  # what a bare label loses against a text that says something about it
_FULL_LENGTH = 60
_SUGGEST_FROM = 300

_SOME = N_("Nothing holds all the words; these hold most of them.")


@dataclass(frozen=True)
class Narrowing:
    """What was chosen beside the words: all of the tags, of everything else any."""

    kinds: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    spaces: frozenset[str] = frozenset()
    by: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    years: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        chosen = (self.kinds, self.tags, self.spaces, self.by, self.sites, self.years, self.languages)
        return any(chosen)

    def takes_in(self, facts: Facts) -> bool:
        """Whether a document is within the choice."""
        return (
            (not self.kinds or facts.kind in self.kinds)
            and (not self.tags or self.tags.issubset(facts.tags))
            and (not self.spaces or facts.space in self.spaces)
            and (not self.by or facts.author in self.by)
            and (not self.sites or facts.site in self.sites)
            and (not self.years or facts.updated[:4] in self.years)
            and (not self.languages or facts.language in self.languages)
        )


@dataclass(frozen=True)
class Found:
    """One page of (kind, id), best first; `total` and `facets` count all that was found.

    The facets are kind, space, tag, by, site, year and language (`de`, `en`); `meant` is what the words would find
    with a slip mended, where they found nothing as typed.
    """

    total: int = 0
    ids: list[tuple[str, int]] = field(default_factory=list)
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    notices: tuple[Message, ...] = ()
    meant: str = ""


def find(
    snapshot: Snapshot, expression: Expression | None, reach: Reach, narrowing: Narrowing, limit: int, offset: int
) -> Found:
    """The documents this reach may see that match; a search for all words that finds none is tried with most."""
    matching = Matching(snapshot, snapshot.visible(reach))
    matches = _narrowed(snapshot, matching.match(expression), narrowing)
    notices: tuple[Message, ...] = ()
    if not matches and isinstance(expression, All):
        matches = _narrowed(snapshot, matching.match_some(expression.items), narrowing)
        notices = (_SOME,) if matches else ()
    ranked = _ranked(snapshot, matching, matches, expression, offset + limit)
    ids = [(snapshot.facts[doc].kind, snapshot.facts[doc].id) for doc in ranked[offset : offset + limit]]
    return Found(len(matches), ids, _facets(snapshot, matches), notices)


def suggest(snapshot: Snapshot, prefix: str, reach: Reach, limit: int) -> list[tuple[str, int]]:
    """Titles that begin with the typed text first, then those with a word that does; the shorter the better."""
    typed = folded_title(normal(prefix)[:100])
    if not typed:
        return []
    mask = snapshot.visible(reach)
    found: list[tuple[bool, int, str, int]] = []
    for base, segment in zip(snapshot.bases, snapshot.segments, strict=True):
        for number, title in segment.titles.beginning(typed.split()):
            if mask[base + number]:
                found.append((not title.startswith(typed), len(title), title, base + number))
            if len(found) >= _SUGGEST_FROM:
                break
    best = [snapshot.facts[doc] for _, _, _, doc in sorted(found)[:limit]]
    return [(facts.kind, facts.id) for facts in best]


def _narrowed(snapshot: Snapshot, matches: Matches, narrowing: Narrowing) -> Matches:
    if not narrowing:
        return matches
    return {doc: score for doc, score in matches.items() if narrowing.takes_in(snapshot.facts[doc])}


def _facets(snapshot: Snapshot, matches: Matches) -> dict[str, dict[str, int]]:
    found = [snapshot.facts[doc] for doc in matches]
    return {
        "kind": dict(Counter(facts.kind for facts in found)),
        "space": dict(Counter(facts.space for facts in found if facts.space)),
        "tag": dict(Counter(tag for facts in found for tag in facts.tags)),
        "by": dict(Counter(facts.author for facts in found if facts.author)),
        "site": dict(Counter(facts.site for facts in found if facts.site)),
        "year": dict(Counter(facts.updated[:4] for facts in found if facts.updated)),
        "language": dict(Counter(facts.language for facts in found if facts.language)),
    }


def _ranked(
    snapshot: Snapshot, matching: Matching, matches: Matches, expression: Expression | None, wanted: int
) -> list[int]:
    """The best documents, the first hundred weighed once more; without words the newest first."""
    facts = snapshot.facts
    words = words_of(expression)

    def by_score(doc: int) -> tuple[float, str, str, int]:
        return matches[doc], facts[doc].updated, facts[doc].kind, -facts[doc].id

    ranked = nlargest(max(wanted, _RANK_AGAIN), matches, key=by_score)
    if not words:
        return ranked
    first = _weighed_again(snapshot, matching, {doc: matches[doc] for doc in ranked[:_RANK_AGAIN]}, words)
    order = sorted(first, key=lambda doc: (-first[doc], ranked.index(doc)))
    return order + ranked[_RANK_AGAIN:]


def _weighed_again(snapshot: Snapshot, matching: Matching, matches: Matches, words: tuple[str, ...]) -> Matches:
    """More for words in the title, for a title that holds nothing else, and for words near each other."""
    typed = [t.text for word in words for t in tokens(normal(word)) if not t.part]
    asked = [word for word in dict.fromkeys(typed) if word not in EVERY_DAY] or typed
    exact = fold_key(" ".join(words))
    near = _nearness(matching, asked, set(nlargest(30, matches, key=lambda doc: matches[doc])))
    weighed: Matches = {}
    for doc, score in matches.items():
        title = snapshot.facts[doc].title
        share, whole = _title_share(matching, title, asked)
        bonus = 1 + _IN_TITLE * share + _WHOLE_TITLE * share * whole + _NEAR * near.get(doc, 0.0)
        fullness = min(1.0, snapshot.lengths[doc] / _FULL_LENGTH)
        weighed[doc] = score * bonus * (1 - _THIN + _THIN * fullness) + (_EXACT if fold_key(title) == exact else 0.0)
    return weighed


def _title_share(matching: Matching, title: str, asked: list[str]) -> tuple[float, float]:
    """How much of what was asked stands in the title, and how much of the title was asked for."""
    title_words = title_stems(title)
    if not asked or not title_words:
        return 0.0, 0.0
    held: set[int] = set()
    share = 0.0
    for word in asked:
        places = {
            number: weight
            for term, weight in matching.forms.get(word, [])
            for number, stems in enumerate(title_words)
            if term in stems
        }
        share += max(places.values(), default=0.0)
        held.update(places)
    return share / len(asked), len(held) / len(title_words)


@lru_cache(maxsize=20_000)
def title_stems(title: str) -> tuple[frozenset[str], ...]:
    """The terms of each word of a title, without every-day words."""
    stems: dict[int, set[str]] = {}
    every_day = {token.position for token in tokens(normal(title)) if token.text in EVERY_DAY}
    for term, position in terms(normal(title), LANGUAGES, keep_stop_words=True):
        if position not in every_day:
            stems.setdefault(position, set()).add(term)
    return tuple(frozenset(found) for found in stems.values())


def _nearness(matching: Matching, asked: list[str], docs: set[int]) -> dict[int, float]:
    """For each neighbouring pair of words: 1 side by side, less the farther apart, halves averaged over the pairs."""
    if not 2 <= len(asked) <= 6:
        return {}
    places = [matching.places(word, docs) for word in asked]
    near: dict[int, float] = {}
    for left, right in pairwise(places):
        for doc in left.keys() & right.keys():
            gap = _smallest_gap(left[doc], right[doc])
            near[doc] = near.get(doc, 0.0) + 1 / max(1, gap) / (len(asked) - 1)
    return near


def _smallest_gap(left: set[int], right: set[int]) -> int:
    order = sorted([(place, 0) for place in left] + [(place, 1) for place in right])
    gaps = [b[0] - a[0] for a, b in pairwise(order) if a[1] != b[1]]
    return min(gaps, default=1000)
