"""Evaluate an expression over the postings: which visible documents match, and how well (BM25F)."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import chain, pairwise, product
from math import log
from typing import NamedTuple

import numpy as np

from kms.core.text import fold_key
from kms.search.engine.whoosh.columns import Column
from kms.search.engine.whoosh.compounds import compounds
from kms.search.engine.whoosh.inverting import TITLE_ROOM
from kms.search.engine.whoosh.lexicon import VisibleWords
from kms.search.engine.whoosh.segment import Segment
from kms.search.engine.whoosh.snapshot import Snapshot, VisibleSet
from kms.search.language.analysis import ASKING, EVERY_DAY, Token, normal, query_stems, tokens
from kms.search.language.forms import beginnings, near_terms, near_word, split_compound
from kms.search.query.expressions import Expression, FieldFilter, InTitle, Not, Or, Phrase, Prefix, Word, parted

K1, B = 2.4, 0.3
_PART = 0.5
_SLIP = 0.6
_PHRASE = 1.5


class Matches(NamedTuple):
    """For each document whether it matches, and its score (0 if it does not)."""

    found: Column
    scores: Column

    def any(self) -> bool:
        return bool(self.found.any())

    def of(self, found: Column) -> "Matches":
        """Restrict the matches to the documents in `found`."""
        both = self.found & found
        return Matches(both, np.where(both, self.scores, np.float32(0)))

    def both(self, other: "Matches") -> "Matches":
        """Return the intersection, with the sum of the scores."""
        found = self.found & other.found
        return Matches(found, np.where(found, self.scores + other.scores, np.float32(0)))

    def times(self, factor: float) -> "Matches":
        """Return the same documents with scaled scores."""
        return Matches(self.found, self.scores * np.float32(factor))


def either(left: Matches, right: Matches) -> Matches:
    """Return the union, with the better score."""
    return Matches(left.found | right.found, np.maximum(left.scores, right.scores))


class UnderstoodQuery(NamedTuple):
    """How the words were interpreted: the terms looked up for each, and the corrections of typos. It is cached in the
    snapshot and therefore does not reference it: a reference cycle would be freed late."""

    stems: dict[str, tuple[str, ...]]
    corrected: dict[str, str]


class Matcher:
    """One search over one snapshot, limited to the visible set, so that no count reveals hidden documents."""

    def __init__(self, snapshot: Snapshot, visible: VisibleSet) -> None:
        self._snapshot, self._visible = snapshot, visible
        self._lexicon = VisibleWords(snapshot, visible)
        self._words: dict[str, Matches] = {}
        self.understood = UnderstoodQuery({}, {})

    def match(self, expression: Expression | None) -> Matches:
        """Return the documents that match, with their scores."""
        match expression:
            case None:
                return self._everything()
            case Word(text):
                return self._word(text)
            case Prefix(text):
                return self._prefix(text)
            case Phrase(text):
                return self._phrase(text)
            case InTitle(text):
                return self._in_title(text)
            case Or(items):
                return self._any([self.match(item) for item in items])
        return self._all(expression)

    def match_some(self, words: tuple[Expression, ...], least: float) -> Matches:
        """Return the documents that match most of the words, weighted by rarity: at least this share of them."""
        found = [matches for matches in self._of_each(words) if matches.any()]
        if not found:
            return self._nothing()
        shares = np.zeros(self._snapshot.count, np.float32)
        for matches in found:
            shares[matches.found] += matches.scores.max()
        shares /= shares.max()
        total = self._any(found)
        return Matches(total.found, total.scores * shares**2).of(shares >= least)

    def narrowed(self, matches: Matches, conditions: Sequence[FieldFilter | Not]) -> Matches:
        """Restrict the matches to those that also fulfil the conditions."""
        for condition in conditions:
            if isinstance(condition, FieldFilter):
                matches = matches.of(having(self._snapshot, condition))
            else:
                matches = matches.of(~self.match(condition.item).found)
        return matches

    def _all(self, expression: Expression) -> Matches:
        words, conditions = parted(expression)
        return self.narrowed(self._joined(self._of_each(words)) if words else self._everything(), conditions)

    def _of_each(self, wanted: Sequence[Expression]) -> list[Matches]:
        """Return the matches of each significant word; two neighbours may also be written as one (`lap top`)."""
        asked = [item for item in wanted if not (isinstance(item, Word) and item.text.lower() in ASKING)] or wanted
        found = [self.match(item) for item in asked]
        for place, (left, right) in enumerate(pairwise(asked)):
            if isinstance(left, Word) and isinstance(right, Word):
                whole = self._scored(query_stems((left.text + right.text).lower()))
                if whole.any():
                    found[place], found[place + 1] = either(found[place], whole), either(found[place + 1], whole)
        return found

    def _joined(self, found: list[Matches]) -> Matches:
        if not found:
            return self._nothing()
        matches = found[0]
        for other in found[1:]:
            matches = matches.both(other)
        return matches

    def _any(self, branches: list[Matches]) -> Matches:
        found, scores = branches[0].found.copy(), branches[0].scores.copy()
        for branch in branches[1:]:
            found |= branch.found
            scores += branch.scores
        return Matches(found, scores)

    def _everything(self) -> Matches:
        return Matches(self._visible.mask, np.zeros(self._snapshot.count, np.float32))

    def _nothing(self) -> Matches:
        return Matches(np.zeros(self._snapshot.count, np.bool_), np.zeros(self._snapshot.count, np.float32))

    def _word(self, text: str) -> Matches:
        """Match every word of `text`; `foo-bar` also matches `foobar`, or `foo` and `bar`."""
        found = list(tokens(normal(text)))
        return self._joined([self._whole(whole, found) for whole in found if not whole.part])

    def _whole(self, whole: Token, found: list[Token]) -> Matches:
        matches = self._term(whole.text)
        parts = [token.text for token in found if token.part and whole.start <= token.start and token.end <= whole.end]
        if len(parts) < 2 or whole.text[0] == "§" or whole.text[0].isdigit():
            return matches
        return either(matches, self._joined([self._term(part) for part in parts]))

    def _term(self, word: str) -> Matches:
        if word not in self._words:
            self._words[word] = self._found(word)
        return self._words[word]

    def _found(self, word: str) -> Matches:
        """Match the word, its compounds and its parts; similar spellings only if no visible document has it."""
        stems = self.understood.stems[word] = query_stems(word)
        matches = self._scored(stems, with_compounds=True)
        parts = split_compound(word, self._lexicon)
        if parts:
            matches = either(matches, self._joined([self._term(part) for part in parts]).times(_PART))
        return matches if matches.any() else self._near(word)

    def _near(self, word: str) -> Matches:
        near = near_terms(word, self._lexicon)
        if not near:
            return self._nothing()
        best = max(self._lexicon.frequency(term) for term in near)
        nearest = {term for term in near if self._lexicon.frequency(term) == best}
        self.understood.corrected[word] = near_word(word, nearest)
        self.understood.stems[word] = tuple(near)
        return self._scored(tuple(near)).times(_SLIP)

    def _prefix(self, text: str) -> Matches:
        found = [token.text for token in tokens(normal(text)) if not token.part]
        if not found:
            return self._nothing()
        *before, last = found
        return self._joined([self._beginning(last), *(self._term(word) for word in before)])

    def _beginning(self, prefix: str) -> Matches:
        sums = np.zeros(self._snapshot.count, np.float32)
        for base, segment in self._snapshot.placed():
            for start in beginnings(prefix):
                numbers = segment.beginning_with(start)
                self._add(sums, base, segment, numbers, np.full(len(numbers), 0.8, np.float32))
        return self._saturated(sums)

    def _in_title(self, text: str) -> Matches:
        words = [token.text for token in tokens(normal(text)) if not token.part]
        return self._joined([self._scored_in_title(query_stems(word)) for word in words])

    def _scored_in_title(self, wanted: tuple[str, ...]) -> Matches:
        sums = np.zeros(self._snapshot.count, np.float32)
        for base, segment, number in chain.from_iterable(map(self._lexicon.places, wanted)):
            docs, weights = segment.postings(number)
            early = segment.first_places(number) < TITLE_ROOM
            sums[base : base + segment.count][docs[early]] += weights[early]
        return self._saturated(sums)

    def _scored(self, wanted: tuple[str, ...], *, with_compounds: bool = False) -> Matches:
        """BM25F: weights of fields and forms are summed before saturation; rarity is that of visible documents."""
        sums = np.zeros(self._snapshot.count, np.float32)
        for base, segment, number in chain.from_iterable(map(self._lexicon.places, wanted)):
            docs, weights = segment.postings(number)
            sums[base : base + segment.count][docs] += weights
        for base, segment in self._snapshot.placed() if with_compounds else ():
            for stem in wanted:
                numbers, factors = compounds(stem, segment)
                self._add(sums, base, segment, numbers, factors)
        return self._saturated(sums)

    def _add(self, sums: Column, base: int, segment: Segment, numbers: Column, factors: Column) -> None:
        docs, weights = segment.postings_of(numbers, factors)
        sums[base : base + segment.count] += np.bincount(docs, weights, segment.count).astype(np.float32)

    def _saturated(self, sums: Column) -> Matches:
        docs = np.flatnonzero((sums > 0) & self._visible.mask)
        weights = sums[docs]
        matches = self._nothing()
        rarity = log(1 + (self._visible.count - len(docs) + 0.5) / (len(docs) + 0.5)) * (K1 + 1)
        bend = K1 * (1 - B) + K1 * B / self._visible.mean_length * self._snapshot.of["lengths"][docs]
        matches.found[docs] = True
        matches.scores[docs] = rarity * weights / (weights + bend)
        return matches

    def _phrase(self, text: str) -> Matches:
        """Return documents that contain the phrase; a stop word inside it matches any word."""
        words = [token for token in tokens(normal(text)) if not token.part]
        kept = [word for word in words if word.text not in EVERY_DAY] or words
        matches = self._joined([self._scored(query_stems(word.text)) for word in kept])
        return matches.of(self._side_by_side(kept, matches.found)).times(_PHRASE)

    def _side_by_side(self, words: list[Token], among: Column) -> Column:
        """Match words at the same distances as in the query; a position is encoded as document × 2³² + position."""
        found: Column | None = None
        for word in words:
            here = places(self._snapshot, word.text, among) - (word.position - words[0].position)
            found = here if found is None else found[np.isin(found, here)]
        beside = np.zeros(self._snapshot.count, np.bool_)
        if found is not None:
            beside[found >> 32] = True
        return beside


def places(snapshot: Snapshot, word: str, among: Column) -> Column:
    """Return the exact word's positions in the documents for which `among` is true: document × 2³² + position."""
    found = [np.zeros(0, np.int64)]
    for stem, (base, segment) in product(query_stems(word), snapshot.placed()):
        number = segment.find(stem)
        if number >= 0:
            docs, positions = segment.positions(number, among[base : base + segment.count])
            found.append(((docs.astype(np.int64) + base) << 32) + positions)
    return np.concatenate(found)


def having(snapshot: Snapshot, condition: FieldFilter) -> Column:
    """Return for each document whether it has the requested property."""
    value = fold_key(condition.value)
    match condition.field:
        case "tag":
            return in_list(snapshot, "tag", value)
        case "is" | "has":
            return in_list(snapshot, "state", value)
        case "space":
            return with_name(snapshot, "space", lambda word: word == value)
        case "type":
            return with_name(snapshot, "kind", lambda word: word == value)
        case "by":
            return with_name(snapshot, "author", lambda word: word == value or value in word.split())
        case "site":
            return with_name(snapshot, "site", lambda word: word == value or word.endswith("." + value))
    days = snapshot.of["days"]
    day = date.fromisoformat(value).toordinal()
    return (days > 0) & (days < day) if condition.field == "before" else days >= day


def with_name(snapshot: Snapshot, name: str, wanted: Callable[[str], bool]) -> Column:
    """Return for each document whether its space, author etc. is a wanted one."""
    words = snapshot.vocabulary.names[name].words
    chosen = np.array([bool(word) and wanted(word) for word in words], np.bool_)
    return chosen[snapshot.of[name]]


def in_list(snapshot: Snapshot, name: str, word: str) -> Column:
    """Return for each document whether it has this tag or state."""
    found = np.zeros(snapshot.count, np.bool_)
    number = snapshot.vocabulary.names[name].numbers.get(word)
    if number is not None:
        docs, numbers = snapshot.lists[name]
        found[docs[numbers == number]] = True
    return found
