"""The terms one typed word stands for: its stems, compounds that hold it, its own parts, and near spellings."""

import re
from collections.abc import Container, Iterator

import numpy as np

from kms.search.analysis import LANGUAGES, query_stems, stems
from kms.search.columns import Column
from kms.search.lexicon import Lexicon
from kms.search.segment import Segment

_AT_END, _AT_START, _INSIDE = 0.45, 0.35, 0.3
_MIN_AT_END, _MIN_AT_START, _MIN_INSIDE, _MIN_REST = 4, 5, 7, 3
_JOINTS = ("", "s", "n", "es", "en", "er")
_ALPHABET = "abcdefghijklmnopqrstuvwxyzäöüß"
_LETTERS = re.compile(r"[^\W\d_]+")


def compounds(stem: str, segment: Segment) -> tuple[Column, Column]:
    """Longer terms of the segment that hold this one, each with its weight: `wahl` stands in `betriebsratswahl`."""
    found = [np.zeros(0, np.int64)]
    weights = [np.zeros(0, np.float32)]
    if len(stem) >= _MIN_AT_END and _LETTERS.fullmatch(stem):
        for numbers, weight in _places(stem, segment):
            longer = numbers[segment.term_lengths[numbers] >= len(stem.encode()) + _MIN_REST]
            found.append(longer)
            weights.append(np.full(len(longer), weight, np.float32))
    numbers, first = np.unique(np.concatenate(found), return_index=True)
    return numbers, np.concatenate(weights)[first]


def _places(stem: str, segment: Segment) -> Iterator[tuple[Column, float]]:
    yield segment.ending_with(stem), _AT_END
    if len(stem) >= _MIN_AT_START:
        yield segment.beginning_with(stem), _AT_START
    if len(stem) >= _MIN_INSIDE:
        yield segment.holding(stem, _MIN_REST), _INSIDE


def weight_of(term: str, wanted: tuple[str, ...]) -> float:
    """How well a term of a document stands for one of the stems of a typed word: 1 for itself, less for a compound."""
    return 1.0 if term in wanted else max((_held(stem, term) for stem in wanted), default=0.0)


def _held(stem: str, term: str) -> float:
    rest = len(term) - len(stem)
    if rest < _MIN_REST or len(stem) < _MIN_AT_END or stem not in term:
        return 0.0
    if term.endswith(stem):
        return _AT_END
    if term.startswith(stem):
        return _AT_START if len(stem) >= _MIN_AT_START else 0.0
    return _INSIDE if len(stem) >= _MIN_INSIDE and _inside(stem, term) else 0.0


def _inside(stem: str, term: str) -> bool:
    before = term.find(stem)
    return before >= _MIN_REST and len(term) - before - len(stem) >= _MIN_REST


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


def near_terms(word: str, lexicon: Lexicon) -> list[str]:
    """Terms one slip away from the word (a letter too many, missing, wrong, or two swapped)."""
    if not 5 <= len(word) <= 30 or not _LETTERS.fullmatch(word):
        return []
    others = {other: None for stem in query_stems(word) for other in _one_slip_away(stem)}
    return lexicon.seen_among(list(others))


def near_word(word: str, terms: Container[str]) -> str:
    """How somebody would type one of the terms that are one slip away from the word."""
    return next((other for other in _one_slip_away(word) if any(stem in terms for stem in _stems(other))), word)


def frequency_of(word: str, lexicon: Lexicon) -> int:
    """In how many visible documents the word stands in some form."""
    return max((lexicon.frequency(stem) for stem in _stems(word)), default=0)


def _without_joint(left: str, lexicon: Lexicon, least: int) -> str:
    for joint in _JOINTS:
        bare = left.removesuffix(joint) if joint else left
        if len(bare) >= 4 and (not joint or left.endswith(joint)) and frequency_of(bare, lexicon) >= least:
            return bare
    return ""


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


def beginnings(prefix: str) -> tuple[str, ...]:
    """What terms begin with that a typed beginning stands for: itself, and its stem where that is hardly shorter."""
    return (prefix, *(stem for stem in query_stems(prefix) if len(stem) >= len(prefix) - 1 and stem != prefix))
