"""Evaluate an expression over the postings: which visible documents match, and how well (BM25F)."""

from math import log

from kms.core.text import fold_key
from kms.search.analysis import EVERY_DAY, Token, normal, tokens
from kms.search.forms import Form, beginnings, compounds, near_spellings, own_forms, split_compound
from kms.search.query import All, Any, Expression, Filter, InTitle, Not, Phrase, Prefix, Word
from kms.search.whoosh_schema import Facts, positions_of
from kms.search.whoosh_segment import Snapshot

Matches = dict[int, float]

_K1, _B = 1.4, 0.35
_PART = 0.5
_SLIP = 0.6


class Matching:
    """One search over one snapshot; everything it returns is within the mask, so that no figure tells of more."""

    def __init__(self, snapshot: Snapshot, mask: bytearray) -> None:
        self._snapshot = snapshot
        self._mask = mask
        self._words: dict[str, Matches] = {}
        self.forms: dict[str, list[Form]] = {}

    def match(self, expression: Expression | None) -> Matches:
        """The documents that match, with their scores."""
        if isinstance(expression, Word):
            return self._word(expression.text)
        if isinstance(expression, Prefix):
            return self._prefix(expression.text)
        if isinstance(expression, Phrase):
            return self._phrase(expression.text)
        if isinstance(expression, InTitle):
            return self._in_title(expression.text)
        if isinstance(expression, Any):
            return self._any([self.match(item) for item in expression.items])
        if isinstance(expression, All):
            return self._all(expression.items)
        return self._all((expression,)) if expression else self._everything()

    def match_some(self, items: tuple[Expression, ...]) -> Matches:
        """The documents that match most of the words, where none matches all."""
        wanted = [item for item in items if not isinstance(item, Filter | Not)]
        found = [matches for item in wanted if (matches := self.match(item))]
        if not found:
            return {}
        worth = [max(matches.values()) for matches in found]
        shares: Matches = {}
        for matches, value in zip(found, worth, strict=True):
            for doc in matches:
                shares[doc] = shares.get(doc, 0.0) + value
        total = self._any(found)
        best = max(shares.values())
        kept = {doc: score * (shares[doc] / best) ** 2 for doc, score in total.items() if shares[doc] >= 0.45 * best}
        return self._narrowed(kept, [item for item in items if isinstance(item, Filter | Not)])

    def _all(self, items: tuple[Expression, ...]) -> Matches:
        wanted = [item for item in items if not isinstance(item, Filter | Not)]
        every_day = [item for item in wanted if isinstance(item, Word) and item.text.lower() in EVERY_DAY]
        if len(every_day) < len(wanted):
            wanted = [item for item in wanted if item not in every_day]
        found = sorted((self.match(item) for item in wanted), key=len)
        matches = dict(found[0]) if found else self._everything()
        for other in found[1:]:
            matches = {doc: score + other[doc] for doc, score in matches.items() if doc in other}
        return self._narrowed(matches, [item for item in items if isinstance(item, Filter | Not)])

    def _any(self, branches: list[Matches]) -> Matches:
        matches: Matches = {}
        for branch in branches:
            for doc, score in branch.items():
                matches[doc] = matches.get(doc, 0.0) + score
        return matches

    def _narrowed(self, matches: Matches, conditions: list[Filter | Not]) -> Matches:
        facts = self._snapshot.facts
        for condition in conditions:
            if isinstance(condition, Filter):
                matches = {doc: score for doc, score in matches.items() if has_property(facts[doc], condition)}
            else:
                excluded = self.match(condition.item)
                matches = {doc: score for doc, score in matches.items() if doc not in excluded}
        return matches

    def _everything(self) -> Matches:
        return {doc: 0.0 for doc, seen in enumerate(self._mask) if seen}

    def _word(self, text: str) -> Matches:
        """Every word of `text`; `foo-bar` may also stand as `foobar`, or as `foo` and `bar`."""
        found = list(tokens(normal(text)))
        wholes = [token for token in found if not token.part]
        branches = [self._whole(whole, found) for whole in wholes]
        if not branches:
            return {}
        branches.sort(key=len)
        matches = branches[0]
        for other in branches[1:]:
            matches = {doc: score + other[doc] for doc, score in matches.items() if doc in other}
        return matches

    def _whole(self, whole: Token, found: list[Token]) -> Matches:
        matches = self._term(whole.text)
        parts = [token.text for token in found if token.part and whole.start <= token.start and token.end <= whole.end]
        if len(parts) < 2 or whole.text[0] == "§" or whole.text[0].isdigit():
            return matches
        return _either(matches, self._together(parts))

    def _together(self, words: list[str]) -> Matches:
        matches = self._term(words[0])
        for word in words[1:]:
            other = self._term(word)
            matches = {doc: score + other[doc] for doc, score in matches.items() if doc in other}
        return matches

    def _term(self, word: str) -> Matches:
        if word not in self._words:
            self._words[word] = self._found(word)
        return self._words[word]

    def _found(self, word: str) -> Matches:
        """The word, its compounds and its parts; near spellings only where nothing this person may see has it."""
        segments = self._snapshot.segments
        self.forms[word] = own_forms(word) + compounds(word, segments)
        matches = self._scored(self.forms[word])
        parts = split_compound(word, segments)
        if parts:
            together = self._together([*parts])
            matches = _either(matches, {doc: _PART * score for doc, score in together.items()})
        if not matches:
            near = [(stem, _SLIP) for other in near_spellings(word, segments) for stem, _ in own_forms(other)]
            self.forms[word] += near
            matches = self._scored(near)
        return matches

    def _prefix(self, text: str) -> Matches:
        found = [token.text for token in tokens(normal(text)) if not token.part]
        if not found:
            return {}
        *before, last = found
        matches = self._scored(beginnings(last, self._snapshot.segments))
        for word in before:
            other = self._term(word)
            matches = {doc: score + other[doc] for doc, score in matches.items() if doc in other}
        return matches

    def _in_title(self, text: str) -> Matches:
        words = [token.text for token in tokens(normal(text)) if not token.part]
        branches = sorted((self._scored(own_forms(word), "title") for word in words), key=len)
        matches = branches[0] if branches else {}
        for other in branches[1:]:
            matches = {doc: score for doc, score in matches.items() if doc in other}
        return matches

    def _scored(self, forms: list[Form], name: str = "text") -> Matches:
        """BM25F: weights of the fields and forms add up before they saturate; rarity is that of the visible ones."""
        weights: Matches = {}
        mask = self._mask
        for base, segment in zip(self._snapshot.bases, self._snapshot.segments, strict=True):
            for term, factor in forms:
                postings = segment.postings(name, term)
                for doc, weight in zip(postings.docs, postings.weights, strict=True) if postings else ():
                    if mask[base + doc]:
                        weights[base + doc] = weights.get(base + doc, 0.0) + factor * weight
        count, lengths = len(weights), self._snapshot.lengths
        rarity = log(1 + (len(mask) - count + 0.5) / (count + 0.5)) * (_K1 + 1)
        floor, slope = _K1 * (1 - _B), _K1 * _B / self._snapshot.mean_length
        return {doc: rarity * w / (w + floor + slope * lengths[doc]) for doc, w in weights.items()}

    def _phrase(self, text: str) -> Matches:
        """Documents where the words stand side by side; an every-day word inside may be any word."""
        words = [token for token in tokens(normal(text)) if not token.part]
        kept = [word for word in words if word.text not in EVERY_DAY] or words
        branches = sorted((self._scored(own_forms(word.text)) for word in kept), key=len)
        if not branches:
            return {}
        matches = branches[0]
        for other in branches[1:]:
            matches = {doc: score + other[doc] for doc, score in matches.items() if doc in other}
        beside = self._side_by_side(kept, set(matches))
        return {doc: 1.5 * score for doc, score in matches.items() if doc in beside}

    def _side_by_side(self, words: list[Token], docs: set[int]) -> set[int]:
        places: dict[int, set[int]] = {}
        for number, word in enumerate(words):
            offset = word.position - words[0].position
            here = {doc: {place - offset for place in found} for doc, found in self.places(word.text, docs).items()}
            if number == 0:
                places = here
            else:
                places = {doc: both for doc, found in places.items() if (both := found & here.get(doc, set()))}
        return set(places)

    def places(self, word: str, docs: set[int]) -> dict[int, set[int]]:
        """Where the word itself stands in these documents."""
        found: dict[int, set[int]] = {}
        bases = self._snapshot.bases
        for base, segment in zip(bases, self._snapshot.segments, strict=True):
            local = {doc - base for doc in docs if base <= doc < base + len(segment.facts)}
            for term, _ in own_forms(word) if local else ():
                for doc, value in segment.positions(term, local).items():
                    found.setdefault(base + doc, set()).update(positions_of(value))
        return found


def has_property(facts: Facts, condition: Filter) -> bool:
    """Whether a document has the property a person asked for."""
    value = fold_key(condition.value)
    match condition.field:
        case "tag":
            return value in facts.tags
        case "space":
            return value == facts.space
        case "type":
            return value == facts.kind
        case "by":
            return value == facts.author or value in facts.author.split()
        case "site":
            return facts.site == value or facts.site.endswith("." + value)
        case "is" | "has":
            return value in facts.states
        case "before":
            return bool(facts.updated) and facts.updated < value
        case _:
            return facts.updated >= value


def _either(left: Matches, right: Matches) -> Matches:
    matches = dict(left)
    for doc, score in right.items():
        if score > matches.get(doc, 0.0):
            matches[doc] = score
    return matches
