"""Expand a typed word to index terms: its stems, compounds that contain it, its parts, and similar spellings."""

import re
from collections.abc import Container, Sequence
from typing import Protocol

from kms.search.language.analysis import LANGUAGES, query_stems, stems

AT_END, AT_START, INSIDE = 0.45, 0.35, 0.3
MIN_AT_END, MIN_AT_START, MIN_INSIDE, MIN_REST = 4, 5, 7, 3
_JOINTS = ("", "s", "n", "es", "en", "er")
_ALPHABET = "abcdefghijklmnopqrstuvwxyzäöüß"
LETTERS = re.compile(r"[^\W\d_]+")


class Lexicon(Protocol):
    """The words visible to one reader, as counted by an engine."""

    def frequency(self, term: str) -> int:
        """Return the number of visible documents that contain the term."""
        ...

    def seen_among(self, terms: Sequence[str]) -> list[str]:
        """Return those of many terms that occur in a visible document."""
        ...


def weight_of(term: str, wanted: tuple[str, ...]) -> float:
    """Return how well a document's term matches a typed word's stems: 1 for the stem itself, less for a compound."""
    return 1.0 if term in wanted else max((_held(stem, term) for stem in wanted), default=0.0)


def _held(stem: str, term: str) -> float:
    rest = len(term) - len(stem)
    if rest < MIN_REST or len(stem) < MIN_AT_END or stem not in term:
        return 0.0
    if term.endswith(stem):
        return AT_END
    if term.startswith(stem):
        return AT_START if len(stem) >= MIN_AT_START else 0.0
    return INSIDE if len(stem) >= MIN_INSIDE and _inside(stem, term) else 0.0


def _inside(stem: str, term: str) -> bool:
    before = term.find(stem)
    return before >= MIN_REST and len(term) - before - len(stem) >= MIN_REST


def split_compound(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Split a typed compound: `betriebsratswahl` into `betriebsrat` and `wahl`. Parts must occur in more documents than
    the whole, so that `interview` is not split."""
    if len(word) < 8 or not LETTERS.fullmatch(word):
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
    """Return terms at an edit distance of one (a letter added, missing, wrong, or two swapped)."""
    if not 5 <= len(word) <= 30 or not LETTERS.fullmatch(word):
        return []
    others = {other: None for stem in query_stems(word) for other in _one_slip_away(stem)}
    return lexicon.seen_among(list(others))


def near_word(word: str, terms: Container[str]) -> str:
    """Return a natural spelling for one of the terms at an edit distance of one from the word."""
    return next((other for other in _one_slip_away(word) if any(stem in terms for stem in _stems(other))), word)


def frequency_of(word: str, lexicon: Lexicon) -> int:
    """Return the number of visible documents that contain some form of the word."""
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
    """Return the term prefixes for a typed prefix: itself, and its stem if that is hardly shorter."""
    return (prefix, *(stem for stem in query_stems(prefix) if len(stem) >= len(prefix) - 1 and stem != prefix))
