"""Extract the best passage around the found words and highlight them, with the same analysis as the search."""

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import lru_cache

from kms.search.language.analysis import EVERY_DAY, LANGUAGES, fold, normal, query_stems, stems, tokens
from kms.search.query.expressions import And, Expression, InTitle, Or, Phrase, Prefix, Word

LOOK_AT = 200_000
_MAX_MARKS = 2_000
_PIECE = 20_000
_MIN_INSIDE = 4
_REMEMBERED = 20_000
_BLANK = re.compile("[ \n]")
_SPELT = {
    "a": "[aàáâãäåæ]e?", "c": "[cç]", "d": "[dđ]", "e": "[eèéêë]", "i": "[iìíîï]", "l": "[lł]", "n": "[nñ]",
    "o": "[oòóôõöøœ]e?", "u": "[uùúûü]e?", "y": "[yýÿ]",
}  # fmt: skip

Piece = tuple[str, bool]
Span = tuple[int, int, int]


def passage(text: str, expression: Expression | None, length: int = 240) -> list[Piece]:
    """Return the part of `text` with the most words close together, as pieces (text, marked); about `length` long."""
    text = normal(text[:LOOK_AT])
    spans = _first_spans(text, expression)
    start = _best_start(spans, length)
    start, end = _whole_words(text, start, length)
    pieces = _pieces(text, spans, start, end)
    if start > 0:
        pieces.insert(0, ("… ", False))
    if end < len(text):
        pieces.append((" …", False))
    return pieces


def mark(title: str, expression: Expression | None) -> list[Piece]:
    """Return the whole title as pieces (text, marked)."""
    title = normal(title)
    return _pieces(title, _spans(title, expression), 0, len(title))


def _first_spans(text: str, expression: Expression | None) -> list[Span]:
    """Return the spans up to the first chunk of a long text that contains every word; all if none does."""
    marker = _marker(expression)
    spans: list[Span] = []
    start = 0
    while start < len(text):
        end = text.find(" ", start + _PIECE)
        end = len(text) if end < 0 else end
        found = _spans(text[start:end], expression)
        spans += [(start + left, start + right, number) for left, right, number in found]
        if len({number for _, _, number in found}) == len(marker.tests) or len(spans) >= _MAX_MARKS:
            break
        start = end
    return spans


def _spans(text: str, expression: Expression | None) -> list[Span]:
    """Return start, end and word number of each span to highlight, in order and without overlap."""
    marker = _marker(expression)
    spans: list[Span] = []
    at = 0
    for likely in marker.starts.finditer(text) if marker.tests else ():
        if likely.start() >= at:
            start, at = _stretch(text, likely.start())
            spans += [(start + left, start + right, number) for left, right, number in marker.marks(text[start:at])]
            if len(spans) >= _MAX_MARKS:
                break
    return spans


def _stretch(text: str, place: int) -> tuple[int, int]:
    """Extend a position to the surrounding whitespace; a paragraph sign belongs to the number after it."""
    start = max(text.rfind(" ", 0, place), text.rfind("\n", 0, place)) + 1
    if text[start - 2 : start] == "§ ":
        start = max(text.rfind(" ", 0, start - 2), text.rfind("\n", 0, start - 2)) + 1
    end = _BLANK.search(text, place)
    return start, end.start() if end else len(text)


class _Marker:
    """Decides what to highlight in a run of letters, with a cache, because the same words recur in every text."""

    def __init__(self, expression: Expression | None) -> None:
        wanted = _wanted(expression)
        self.tests = [_test(word, prefix) for word, prefix in wanted]
        starts = {_start(fold(form)) for word, _ in wanted for form in (word, *query_stems(word))}
        self.starts = re.compile("|".join(sorted(starts)), re.IGNORECASE)
        self._known: dict[str, list[Span]] = {}

    def marks(self, stretch: str) -> list[Span]:
        """Return what to highlight in a stretch without whitespace."""
        found = self._known.get(stretch)
        if found is None:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            found = self._known[stretch] = self._look(stretch)
        return found

    def _look(self, stretch: str) -> list[Span]:
        """A part (`call` in `on-call`) is dropped if the whole is highlighted."""
        spans: list[Span] = []
        for token in tokens(stretch):
            number = next((number for number, test in enumerate(self.tests) if test(token.text)), None)
            if number is not None and (not spans or token.start >= spans[-1][1]):
                spans.append((token.start, token.end, number))
        return spans


def _start(form: str) -> str:
    """Return a pattern for the beginning of every form of a word: endings vary, accents are ignored, ü may be ue."""
    letters = form[: max(3, min(6, len(form) - 2))]
    return "".join(_SPELT.get(letter, re.escape(letter)) for letter in letters).replace("ss", "(?:ss|ß)")


@lru_cache(64)
def _marker(expression: Expression | None) -> _Marker:
    return _Marker(expression)


def _wanted(expression: Expression | None) -> list[tuple[str, bool]]:
    """Return the words to highlight; stop words only if there are no others."""
    words = [
        (token.text, isinstance(leaf, Prefix)) for leaf in _leaves(expression) for token in tokens(normal(leaf.text))
    ]
    return [word for word in dict.fromkeys(words) if word[0] not in EVERY_DAY] or words


def _leaves(expression: Expression | None) -> list[Word | Prefix | Phrase | InTitle]:
    if isinstance(expression, Word | Prefix | Phrase | InTitle):
        return [expression]
    if isinstance(expression, And | Or):
        return [leaf for item in expression.items for leaf in _leaves(item)]
    return []


def _test(word: str, prefix: bool) -> Callable[[str], bool]:
    """Whether a word of the text is a form of `word`, or a compound that contains it."""
    wanted = set(query_stems(word))
    holding = tuple(stem for stem in wanted if len(stem) >= _MIN_INSIDE and stem.isalpha())

    def matches(other: str) -> bool:
        if prefix and other.startswith(word):
            return True
        found = stems(other, LANGUAGES)
        if not wanted.isdisjoint(found):
            return True
        for held in holding:
            for stem in found:
                if held in stem and len(stem) > len(held) + 2 and (stem.startswith(held) or stem.endswith(held)):
                    return True
        return False

    return matches


def _best_start(spans: list[Span], length: int) -> int:
    """Return the start of the window with the most distinct words, then the most spans."""
    best, start = (0, 0), 0
    first = 0
    inside: dict[int, int] = {}
    for last, (_, end, number) in enumerate(spans):
        inside[number] = inside.get(number, 0) + 1
        while first < last and end - spans[first][0] > length:
            gone = spans[first][2]
            inside[gone] -= 1
            if not inside[gone]:
                del inside[gone]
            first += 1
        worth = (len(inside), last - first + 1)
        if worth > best:
            best, start = worth, spans[first][0]
    return start


def _whole_words(text: str, start: int, length: int) -> tuple[int, int]:
    """Extend the window to start shortly before the first highlight, at a sentence or word boundary, and end at one."""
    start = max(0, min(start - length // 4, len(text) - length))
    if start:
        blank = text.find(" ", start, start + 30)
        start = blank + 1 if blank >= 0 else start
    end = min(len(text), start + length)
    if end < len(text):
        blank = text.rfind(" ", max(start, end - 30), end)
        end = blank if blank > start else end
    return start, end


def _pieces(text: str, spans: list[Span], start: int, end: int) -> list[Piece]:
    pieces: list[Piece] = []
    at = start
    for left, right, _ in spans[bisect_left(spans, (start, 0, 0)) :]:
        if right > end:
            break
        if left > at:
            pieces.append((text[at:left], False))
        pieces.append((text[left:right], True))
        at = right
    if at < end:
        pieces.append((text[at:end], False))
    return pieces
