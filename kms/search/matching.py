"""Evaluate an expression over the postings: which visible documents match, and how well (BM25F)."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from math import log
from typing import NamedTuple

import numpy as np

from kms.core.text import fold_key
from kms.search.analysis import ASKING, EVERY_DAY, Token, normal, tokens
from kms.search.columns import Column
from kms.search.forms import (
    Form,
    beginnings,
    compounds,
    frequency_of,
    near_spellings,
    own_forms,
    split_compound,
)  # fmt: skip
from kms.search.inverting import TITLE_ROOM
from kms.search.lexicon import Lexicon
from kms.search.query import All, Any, Expression, Filter, InTitle, Not, Phrase, Prefix, Word
from kms.search.snapshot import Sight, Snapshot

K1, B = 2.4, 0.3
_PART = 0.5
_SLIP = 0.6
_PHRASE = 1.5


class Matches(NamedTuple):
    """For each document whether it matches, and its score, 0 where it does not."""

    found: Column
    scores: Column

    def any(self) -> bool:
        return bool(self.found.any())

    def of(self, found: Column) -> "Matches":
        """Only those of these that are among `found`."""
        both = self.found & found
        return Matches(both, np.where(both, self.scores, np.float32(0)))

    def both(self, other: "Matches") -> "Matches":
        """What matches both, with the sum of the scores."""
        found = self.found & other.found
        return Matches(found, np.where(found, self.scores + other.scores, np.float32(0)))

    def times(self, factor: float) -> "Matches":
        """The same documents with another weight."""
        return Matches(self.found, self.scores * np.float32(factor))


def either(left: Matches, right: Matches) -> Matches:
    """What matches one of them, with the better score."""
    return Matches(left.found | right.found, np.maximum(left.scores, right.scores))


class Matching:
    """One search over one snapshot; everything it returns is within sight, so that no figure tells of more."""

    def __init__(self, snapshot: Snapshot, sight: Sight) -> None:
        self._snapshot, self._sight = snapshot, sight
        self._lexicon = Lexicon(snapshot, sight)
        self._words: dict[str, Matches] = {}
        self.forms: dict[str, list[Form]] = {}
        self.mended: dict[str, str] = {}

    def match(self, expression: Expression | None) -> Matches:
        """The documents that match, with their scores."""
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
            case Any(items):
                return self._any([self.match(item) for item in items])
            case All(items):
                return self._all(items)
        return self._all((expression,))

    def match_some(self, items: tuple[Expression, ...], least: float = 0.45) -> Matches:
        """The documents that match most of the words, weighed by how rare they are: at least this share of them."""
        wanted = [item for item in items if not isinstance(item, Filter | Not)]
        found = [matches for matches in self._of_each(wanted) if matches.any()]
        if not found:
            return self._nothing()
        shares = np.zeros(self._snapshot.count, np.float32)
        for matches in found:
            shares[matches.found] += matches.scores.max()
        shares /= shares.max()
        total = self._any(found)
        kept = Matches(total.found, total.scores * shares**2).of(shares >= least)
        return self._narrowed(kept, [item for item in items if isinstance(item, Filter | Not)])

    def _all(self, items: tuple[Expression, ...]) -> Matches:
        wanted = [item for item in items if not isinstance(item, Filter | Not)]
        matches = self._joined(self._of_each(wanted)) if wanted else self._everything()
        return self._narrowed(matches, [item for item in items if isinstance(item, Filter | Not)])

    def _of_each(self, wanted: Sequence[Expression]) -> list[Matches]:
        """What matches each of the words that matter; two neighbours may also stand as one (`lap top`)."""
        asked = [item for item in wanted if not (isinstance(item, Word) and item.text.lower() in ASKING)] or wanted
        found = [self.match(item) for item in asked]
        for place, (left, right) in enumerate(pairwise(asked)):
            if isinstance(left, Word) and isinstance(right, Word):
                whole = self._scored(own_forms((left.text + right.text).lower()))
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

    def _narrowed(self, matches: Matches, conditions: list[Filter | Not]) -> Matches:
        for condition in conditions:
            if isinstance(condition, Filter):
                matches = matches.of(having(self._snapshot, condition))
            else:
                matches = matches.of(~self.match(condition.item).found)
        return matches

    def _everything(self) -> Matches:
        return Matches(self._sight.mask, np.zeros(self._snapshot.count, np.float32))

    def _nothing(self) -> Matches:
        return Matches(np.zeros(self._snapshot.count, np.bool_), np.zeros(self._snapshot.count, np.float32))

    def _word(self, text: str) -> Matches:
        """Every word of `text`; `foo-bar` may also stand as `foobar`, or as `foo` and `bar`."""
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
        """The word, its compounds and its parts; near spellings only where nothing this person may see has it."""
        self.forms[word] = own_forms(word) + compounds(word, self._lexicon)
        matches = self._scored(self.forms[word])
        parts = split_compound(word, self._lexicon)
        if parts:
            matches = either(matches, self._joined([self._term(part) for part in parts]).times(_PART))
        return matches if matches.any() else self._near(word)

    def _near(self, word: str) -> Matches:
        near = list(near_spellings(word, self._lexicon))
        if not near:
            return self._nothing()
        self.mended[word] = max(near, key=lambda other: frequency_of(other, self._lexicon))
        self.forms[word] += [(stem, _SLIP) for other in near for stem, _ in own_forms(other)]
        return self._scored(self.forms[word])

    def _prefix(self, text: str) -> Matches:
        found = [token.text for token in tokens(normal(text)) if not token.part]
        if not found:
            return self._nothing()
        *before, last = found
        last_word = self._scored(beginnings(last, self._lexicon))
        return self._joined([last_word, *(self._term(word) for word in before)])

    def _in_title(self, text: str) -> Matches:
        words = [token.text for token in tokens(normal(text)) if not token.part]
        return self._joined([self._scored(own_forms(word), TITLE_ROOM) for word in words])

    def _scored(self, forms: list[Form], room: int = 0) -> Matches:
        """BM25F: weights of the fields and forms add up before they saturate; rarity is that of the visible ones.

        With `room` only what stands before that place counts.
        """
        sums = np.zeros(self._snapshot.count, np.float32)
        for term, factor in forms:
            for base, segment, number in self._lexicon.places(term):
                docs, weights = segment.postings(number)
                if room:
                    early = segment.first_places(number) < room
                    docs, weights = docs[early], weights[early]
                sums[base : base + segment.count][docs] += np.float32(factor) * weights.astype(np.float32)
        docs = np.flatnonzero((sums > 0) & self._sight.mask)
        return self._saturated(docs, sums[docs])

    def _saturated(self, docs: Column, weights: Column) -> Matches:
        matches = self._nothing()
        rarity = log(1 + (self._sight.count - len(docs) + 0.5) / (len(docs) + 0.5)) * (K1 + 1)
        bend = K1 * (1 - B) + K1 * B / self._sight.mean_length * self._snapshot.of["lengths"][docs]
        matches.found[docs] = True
        matches.scores[docs] = rarity * weights / (weights + bend)
        return matches

    def _phrase(self, text: str) -> Matches:
        """Documents where the words stand side by side; an every-day word inside may be any word."""
        words = [token for token in tokens(normal(text)) if not token.part]
        kept = [word for word in words if word.text not in EVERY_DAY] or words
        matches = self._joined([self._scored(own_forms(word.text)) for word in kept])
        return matches.of(self._side_by_side(kept, matches.found)).times(_PHRASE)

    def _side_by_side(self, words: list[Token], among: Column) -> Column:
        """The words stand as far from each other as in the query; a place is document × 2³² + position."""
        found: Column | None = None
        for word in words:
            here = self.places(word.text, among) - (word.position - words[0].position)
            found = here if found is None else found[np.isin(found, here)]
        beside = np.zeros(self._snapshot.count, np.bool_)
        if found is not None:
            beside[found >> 32] = True
        return beside

    def places(self, word: str, among: Column) -> Column:
        """Where the word itself stands in the documents for which `among` is true: document × 2³² + position."""
        found = [np.zeros(0, np.int64)]
        for term, _ in own_forms(word):
            for base, segment, number in self._lexicon.places(term):
                docs, places = segment.positions(number, among[base : base + segment.count])
                found.append(((docs.astype(np.int64) + base) << 32) + places)
        return np.concatenate(found)


def having(snapshot: Snapshot, condition: Filter) -> Column:
    """For each document whether it has the property a person asked for."""
    value = fold_key(condition.value)
    match condition.field:
        case "tag":
            return in_list(snapshot, "tag", value)
        case "is" | "has":
            return in_list(snapshot, "state", value)
        case "space":
            return named(snapshot, "space", lambda word: word == value)
        case "type":
            return named(snapshot, "kind", lambda word: word == value)
        case "by":
            return named(snapshot, "author", lambda word: word == value or value in word.split())
        case "site":
            return named(snapshot, "site", lambda word: word == value or word.endswith("." + value))
    days = snapshot.of["days"]
    day = date.fromisoformat(value).toordinal()
    return (days > 0) & (days < day) if condition.field == "before" else days >= day


def named(snapshot: Snapshot, name: str, wanted: Callable[[str], bool]) -> Column:
    """For each document whether its space, author … is one that is wanted."""
    words = snapshot.vocabulary.names[name].words
    chosen = np.array([bool(word) and wanted(word) for word in words], np.bool_)
    return chosen[snapshot.of[name]]


def in_list(snapshot: Snapshot, name: str, word: str) -> Column:
    """For each document whether it carries this tag or state."""
    found = np.zeros(snapshot.count, np.bool_)
    number = snapshot.vocabulary.names[name].numbers.get(word)
    if number is not None:
        docs, numbers = snapshot.lists[name]
        found[docs[numbers == number]] = True
    return found
