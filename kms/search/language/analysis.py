"""Turn text into index terms, in the same way for documents, queries and passages."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

LANGUAGES = ("de", "en")
MAX_WORD = 64
_PIECE = 600

_TOKEN = re.compile(r"[vV]?\d+(?:[.,]\d+)+|§{1,2} ?\d+[a-z]?\b|[^\W_]+(?:[-‐‑'’][^\W_]+)*")
_CAMEL = re.compile(r"[A-ZÄÖÜ]+(?![a-zäöüß])|[A-ZÄÖÜ]?[a-zäöüß]+|\d+|[^\W\d_]")
_PARTS = re.compile(r"[^\W_]+")
_INNER_CAPITAL = re.compile(r"[a-zäöüß][A-ZÄÖÜ]")
_FOLD = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "ø": "o", "æ": "ae", "ł": "l", "đ": "d"})
_STEMMERS = {"de": Stemmer.Stemmer("german", 0), "en": Stemmer.Stemmer("english", 0)}
_UMLAUTS = (("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("ss", "ß"))

_GERMAN = """
aber als also am an auch auf aus bei beim bin bis bist da damit dann das dass dein dem den denn der deren des dessen
die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es etwas euch euer
für gegen haben hat hatte hier hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ist ja jede jeden jeder
jedes kann kein keine mein meine mit nach nicht nichts noch nun nur ob oder ohne sehr sein seine seinem seinen
seiner sich sie sind so soll sollen um und uns unser unter vom von vor war waren was weil welche welcher wenn wer
werden wie wieder will wir wird wo worden wurde wurden zu zum zur zwischen über
"""
_ENGLISH = """
a about after all also an and any are as at be because been before being between but by can could did do does doing
for from had has have he her here him his how i if in into is it its me my no nor not of on or our out she should so
some such than that the their them then there these they this those to too under until was we were what when where
which while who whom why will with would you your
"""

_ASKING = """
bekomme bekommen bitte brauche brauchen darf darfst dürfen eigentlich finde gibt geht kriege könnte können lange mal man
mich mir möchte muss musst müssen oft sollte viel viele vielen wann warum welches wieso wieviel woher wohin womit
cannot find get gets give let like long many may me might much must need needs often please tell us want wants
"""

STOP_WORDS = {"de": frozenset(_GERMAN.split()), "en": frozenset(_ENGLISH.split())}
EVERY_DAY = STOP_WORDS["de"] | STOP_WORDS["en"]
ASKING = EVERY_DAY | frozenset(_ASKING.split())


class Token(NamedTuple):
    """A lower-case word, its offsets in the text, and its position; a `part` belongs to a longer word."""

    text: str
    start: int
    end: int
    position: int
    part: bool = False


def normal(text: str) -> str:
    """Return the normalised form that is analysed; passages are cut from it, so that offsets agree."""
    return unicodedata.normalize("NFC", text)


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of `text` in order: `foo-bar` also as its parts, likewise `OnCall`; `4.2.1` also as `4.2`.

    >>> [(token.text, token.position) for token in tokens("On-call 4.2.1 § 12")]
    [('oncall', 0), ('on', 0), ('call', 1), ('4.2.1', 2), ('4.2', 2), ('§12', 3), ('12', 3)]
    """
    position = 0
    for found in _TOKEN.finditer(text):
        word, start, end = found[0], found.start(), found.end()
        if "." in word or "," in word:
            yield from _number(word.lstrip("vV"), start, end, position)
        elif word[0] == "§":
            yield Token(word.replace(" ", "").lower(), start, end, position)
            yield Token(word.lstrip("§ ").lower(), start, end, position, True)
        elif word.isalnum():
            yield from _word(word, start, end, position)
        else:
            yield Token(_lower("".join(_PARTS.findall(word))), start, end, position)
            for part in _PARTS.finditer(word):
                yield Token(_lower(part[0]), start + part.start(), start + part.end(), position, True)
                position += 1
            continue
        position += 1


def runs(text: str) -> Iterator[re.Match[str]]:
    """Yield the stretches of `text` that `tokens` splits, for callers that see the same stretch many times."""
    return _TOKEN.finditer(text)


def words_of_text(text: str) -> list[str]:
    """Return the stretches of `text` found by `runs`."""
    return _TOKEN.findall(text)


def terms(text: str, languages: tuple[str, ...], keep_stop_words: bool = False) -> Iterator[tuple[str, int]]:
    """Yield the (term, position) pairs under which a document is found; stop words leave a gap."""
    stop_words: frozenset[str] = frozenset()
    if not keep_stop_words:
        stop_words = frozenset.intersection(*(STOP_WORDS[language] for language in languages))
    for token in tokens(text):
        if token.text not in stop_words:
            for term in stems(token.text, languages):
                yield term, token.position


def run_terms(run: str, languages: tuple[str, ...], keep_stop_words: bool) -> tuple[list[tuple[str, int]], int]:
    """Return the terms of one stretch with their relative positions, and the number of positions it takes."""
    places = max((token.position for token in tokens(run)), default=-1) + 1
    return list(terms(run, languages, keep_stop_words)), places


@lru_cache(maxsize=300_000)
def stems(word: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Return the stems of a lower-case word, folded (ä to a, ß to ss), without duplicates."""
    return tuple(dict.fromkeys(fold(_STEMMERS[language].stemWord(word)) for language in languages))


@lru_cache(maxsize=4_000)
def query_stems(word: str) -> tuple[str, ...]:
    """Return the terms for a typed word, in both languages, with umlauts in any spelling (ü, ue, u)."""
    spellings = [word]
    for plain, umlaut in _UMLAUTS:
        if plain in word:
            spellings.append(word.replace(plain, umlaut))
        if umlaut in word:
            spellings.append(word.replace(umlaut, plain))
    return tuple(dict.fromkeys(stem for spelling in spellings for stem in stems(spelling, LANGUAGES)))


def fold(word: str) -> str:
    """Remove umlauts and accents; non-Latin scripts are unchanged."""
    if word.isascii():
        return word
    plain = unicodedata.normalize("NFKD", word.translate(_FOLD))
    return unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c)))


def languages_of(text: str, declared: str = "") -> tuple[str, ...]:
    """Detect the language of a text by its stop words; both if undecided, as for a short bookmark."""
    if declared[:2] in LANGUAGES:
        return (declared[:2],)
    words = text[:20_000].lower().split()
    counts = {language: sum(word in STOP_WORDS[language] for word in words) for language in LANGUAGES}
    german, english = counts["de"], counts["en"]
    if max(german, english) < 3 or max(german, english) < 2 * min(german, english):
        return LANGUAGES
    return ("de",) if german > english else ("en",)


def language_pieces(text: str, languages: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Split a long text into single-language pieces, so that a section in the other language gets the right stemmer."""
    if len(text) < 2 * _PIECE:
        yield languages, text
        return
    current, piece = languages, ""
    for chunk in _chunks(text):
        found = languages_of(chunk)
        spoken = found if len(found) == 1 else current
        if spoken != current and piece:
            yield current, piece
            piece = ""
        current, piece = spoken, piece + chunk
    yield current, piece


def _chunks(text: str) -> Iterator[str]:
    """Yield stretches of whole lines, at least _PIECE characters long."""
    start = 0
    while start < len(text):
        end = text.find("\n", start + _PIECE)
        end = len(text) if end < 0 else end + 1
        yield text[start:end]
        start = end


def _number(word: str, start: int, end: int, position: int) -> Iterator[Token]:
    whole = word.replace(",", ".")
    yield Token(whole[:MAX_WORD], start, end, position)
    head = whole.rpartition(".")[0]
    if "." in head:
        yield Token(head[:MAX_WORD], start, end, position, True)


def _word(word: str, start: int, end: int, position: int) -> Iterator[Token]:
    yield Token(_lower(word), start, end, position)
    if _INNER_CAPITAL.search(word):
        for part in _CAMEL.findall(word):
            if len(part) > 1:
                yield Token(_lower(part), start, end, position, True)


def _lower(word: str) -> str:
    return word.lower()[:MAX_WORD]
