"""Cut the best passage around the found words and mark them, by the same analysis as the search itself."""

from bisect import bisect_left
from collections.abc import Callable
from functools import lru_cache

from kms.search.analysis import EVERY_DAY, LANGUAGES, fold, normal, query_stems, runs, stems, tokens
from kms.search.query import All, Any, Expression, InTitle, Phrase, Prefix, Word

LOOK_AT = 200_000
_MAX_MARKS = 2_000
_MIN_INSIDE = 4
_REMEMBERED = 20_000

Piece = tuple[str, bool]
Span = tuple[int, int, int]


def passage(text: str, expression: Expression | None, length: int = 240) -> list[Piece]:
    """The part of `text` where most of the words stand together, as pieces (text, marked); about `length` long."""
    text = normal(text[:LOOK_AT])
    spans = _spans(text, expression)
    start = _best_start(spans, length)
    start, end = _whole_words(text, start, length)
    pieces = _pieces(text, spans, start, end)
    if start > 0:
        pieces.insert(0, ("… ", False))
    if end < len(text):
        pieces.append((" …", False))
    return pieces


def mark(title: str, expression: Expression | None) -> list[Piece]:
    """The whole title as pieces (text, marked)."""
    title = normal(title)
    return _pieces(title, _spans(title, expression), 0, len(title))


def _spans(text: str, expression: Expression | None) -> list[Span]:
    """Start, end and number of the word for each place to be marked, in order and without overlap."""
    marker = _marker(expression)
    spans: list[Span] = []
    for run in runs(text) if marker.tests else ():
        found = marker.marks(run[0])
        if found:
            spans += [(run.start() + start, run.start() + end, number) for start, end, number in found]
            if len(spans) >= _MAX_MARKS:
                break
    return spans


class _Marker:
    """Says what to mark in a run of letters, and remembers it: the same words come again in every text."""

    def __init__(self, expression: Expression | None) -> None:
        wanted = _wanted(expression)
        self.tests = [_test(word, prefix) for word, prefix in wanted]
        self._starts = tuple({fold(form)[:2] for word, _ in wanted for form in (word, *query_stems(word))})
        self._known: dict[str, list[Span]] = {}

    def marks(self, run: str) -> list[Span]:
        """What to mark in one run; a part (`call` in `on-call`) gives way to the whole if that is marked."""
        found = self._known.get(run)
        if found is None:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            found = self._known[run] = self._look(run)
        return found

    def _look(self, run: str) -> list[Span]:
        plain = fold(run.lower())
        if not any(start in plain for start in self._starts):
            return []
        spans: list[Span] = []
        for token in tokens(run):
            number = next((number for number, test in enumerate(self.tests) if test(token.text)), None)
            if number is not None and (not spans or token.start >= spans[-1][1]):
                spans.append((token.start, token.end, number))
        return spans


@lru_cache(64)
def _marker(expression: Expression | None) -> _Marker:
    return _Marker(expression)


def _wanted(expression: Expression | None) -> list[tuple[str, bool]]:
    """The words to mark; every-day words only where there are no others."""
    words = [
        (token.text, isinstance(leaf, Prefix)) for leaf in _leaves(expression) for token in tokens(normal(leaf.text))
    ]
    return [word for word in dict.fromkeys(words) if word[0] not in EVERY_DAY] or words


def _leaves(expression: Expression | None) -> list[Word | Prefix | Phrase | InTitle]:
    if isinstance(expression, Word | Prefix | Phrase | InTitle):
        return [expression]
    if isinstance(expression, All | Any):
        return [leaf for item in expression.items for leaf in _leaves(item)]
    return []


def _test(word: str, prefix: bool) -> Callable[[str], bool]:
    """Whether a word of the text is a form of `word`, or a compound that holds it."""
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
    """The first place of the window that holds the most different words, then the most places."""
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
    """A little before the first mark, from the beginning of a sentence or a word to the end of a word."""
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
