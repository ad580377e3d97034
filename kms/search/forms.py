"""The terms one typed word stands for: its stems, compounds that hold it, its own parts, and near spellings."""

import re
from collections.abc import Iterator
from itertools import islice

from kms.search.analysis import LANGUAGES, query_stems, stems
from kms.search.lexicon import Lexicon

Form = tuple[str, float]

MAX_COMPOUNDS = 80
MAX_PREFIXED = 120
_AT_END, _AT_START, _INSIDE = 0.45, 0.35, 0.3
_MIN_AT_END, _MIN_AT_START, _MIN_INSIDE, _MIN_REST = 4, 5, 7, 3
_JOINTS = ("", "s", "n", "es", "en", "er")
_ALPHABET = "abcdefghijklmnopqrstuvwxyzäöüß"
_LETTERS = re.compile(r"[^\W\d_]+")


def own_forms(word: str) -> list[Form]:
    """The word itself in both languages, at full weight."""
    return [(stem, 1.0) for stem in query_stems(word)]


def compounds(word: str, lexicon: Lexicon) -> list[Form]:
    """Longer words of the documents that hold this one: `wahl` finds `Betriebsratswahl`, at less weight."""
    found: dict[str, float] = {}
    for stem in query_stems(word):
        if len(stem) >= _MIN_AT_END and _LETTERS.fullmatch(stem):
            for term in lexicon.holding(stem, inside=len(stem) >= _MIN_INSIDE):
                weight = _holding_weight(stem, term)
                if weight > found.get(term, 0.0):
                    found[term] = weight
    best = sorted(found.items(), key=lambda form: (-form[1], len(form[0]), form[0]))
    return list(islice((form for form in best if lexicon.sees(form[0])), MAX_COMPOUNDS))


def split_compound(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The parts of a typed compound: `betriebsratswahl` is `betriebsrat` and `wahl`.

    Parts are words that stand in more documents than the whole, so that `interview` stays what it is.
    """
    if len(word) < 8 or not _LETTERS.fullmatch(word):
        return ()
    least = frequency_of(word, lexicon) + 1
    best: tuple[str, ...] = ()
    for cut in range(4, len(word) - 3):
        right = word[cut:]
        left = _without_joint(word[:cut], lexicon, least)
        if left and frequency_of(right, lexicon) >= least and _balance((left, right)) > _balance(best):
            best = (left, right)
    return best


def beginnings(prefix: str, lexicon: Lexicon) -> list[Form]:
    """The terms that begin like this, and the word itself."""
    found = dict(own_forms(prefix))
    for stem in {prefix, *(term for term, _ in own_forms(prefix) if len(term) >= len(prefix) - 1)}:
        for term in lexicon.beginning_with(stem, MAX_PREFIXED):
            found.setdefault(term, 0.8)
    return list(found.items())


def near_spellings(word: str, lexicon: Lexicon) -> Iterator[str]:
    """Words one slip away (a letter too many, missing, wrong, or two swapped) that stand in the documents."""
    if not 5 <= len(word) <= 30 or not _LETTERS.fullmatch(word):
        return
    for other in _one_slip_away(word):
        if _is_known(other, lexicon):
            yield other


def frequency_of(word: str, lexicon: Lexicon) -> int:
    """In how many visible documents the word stands in some form."""
    return max((lexicon.frequency(stem) for stem in _stems(word)), default=0)


def _holding_weight(stem: str, term: str) -> float:
    length, before = len(stem), len(term) - len(stem) if term.endswith(stem) else term.find(stem)
    behind = len(term) - length - before
    if behind == 0 and before >= _MIN_REST:
        return _AT_END
    if before == 0 and behind >= _MIN_REST and length >= _MIN_AT_START:
        return _AT_START
    if before >= _MIN_REST and behind >= _MIN_REST and length >= _MIN_INSIDE:
        return _INSIDE
    return 0.0


def _without_joint(left: str, lexicon: Lexicon, least: int) -> str:
    for joint in _JOINTS:
        bare = left.removesuffix(joint) if joint else left
        if len(bare) >= 4 and (not joint or left.endswith(joint)) and frequency_of(bare, lexicon) >= least:
            return bare
    return ""


def _is_known(word: str, lexicon: Lexicon) -> bool:
    return any(map(lexicon.sees, _stems(word)))


def _stems(word: str) -> tuple[str, ...]:
    return stems.__wrapped__(word, LANGUAGES)


def _balance(parts: tuple[str, ...]) -> int:
    return min((len(part) for part in parts), default=0)


def _one_slip_away(word: str) -> list[str]:
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    swapped = [left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1]
    missing = [left + right[1:] for left, right in halves if right]
    wrong = [left + letter + right[1:] for left, right in halves if right for letter in _ALPHABET]
    added = [left + letter + right for left, right in halves for letter in _ALPHABET]
    return list(dict.fromkeys(swapped + missing + added + wrong))
