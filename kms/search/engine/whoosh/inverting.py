"""Build the inverted index of a segment: for each term its documents, weights and positions."""

import re
from array import array
from collections.abc import Iterable, Iterator
from hashlib import blake2b

import numpy as np
import orjson

from kms.core.search_sources import SearchDocument
from kms.core.text import fold_key
from kms.search.engine.whoosh.columns import Column, bounds
from kms.search.language.analysis import fold, language_pieces, languages_of, normal, run_terms, words_of_text

TITLE_WEIGHT, TAG_WEIGHT, HEADING_WEIGHT, BODY_WEIGHT, KEPT_WEIGHT = 5.0, 3.0, 2.0, 1.0, 0.5
TITLE_ROOM = 500  # positions below this one belong to the title
MAX_TEXT = 1_000_000
MAX_KNOWN = 400_000
KEY = 16
NAMES = ("kind", "space", "author", "site", "language")
LISTS = ("tag", "state")

_GAP = 50
_MOST_PLACES = 65_535
_ADDRESS_WORD = re.compile(r"[^\W\d_]{2,}")

Run = tuple[tuple[tuple[int, int], ...], int]


class NameTable:
    """Words numbered in order of first appearance; 0 is the empty word."""

    def __init__(self) -> None:
        self.words = [""]
        self.numbers = {"": 0}

    def number(self, word: str) -> int:
        """Return the number of this word, assigning one to a new word."""
        number = self.numbers.get(word)
        if number is None:
            number = self.numbers[word] = len(self.words)
            self.words.append(word)
        return number


class Inverter:
    """Collects documents one by one and produces the columns of a segment."""

    def __init__(self) -> None:
        self._terms: dict[str, int] = {}
        self._known: dict[tuple[tuple[str, ...], bool], dict[str, Run]] = {}
        self._ids, self._places = array("I"), array("I")
        self._parts: list[tuple[int, float]] = []
        self._sizes: list[int] = []
        self._documents: list[DocumentRow] = []

    def __len__(self) -> int:
        return len(self._documents)

    @property
    def size(self) -> int:
        """The number of words added."""
        return len(self._ids)

    def add(self, document: SearchDocument) -> None:
        """Add a document; its number in the segment is the number of documents before it."""
        before, base, length = len(self._ids), 0, 0
        body, title = normal(document.text[:MAX_TEXT]), normal(document.title)
        languages = languages_of(f"{title}\n{body}" if body else f"{title}\n{document.kept}", document.language)
        for weight, text, keep_stop_words in _sections(document, title, body):
            start = len(self._ids)
            last = base
            for of_piece, piece in language_pieces(text, languages):
                last = self._read(piece, of_piece, keep_stop_words, last)
            length += last - base
            self._parts.append((len(self._ids) - start, weight))
            base = max(TITLE_ROOM, last + _GAP)
        self._sizes.append(len(self._ids) - before)
        self._documents.append(_row(document, length, languages))

    def columns(self) -> dict[str, Column]:
        """Return everything as columns, terms in byte order."""
        ids = np.frombuffer(self._ids, np.uint32) if self._ids else np.zeros(0, np.uint32)
        places = np.frombuffer(self._places, np.uint32) if self._places else np.zeros(0, np.uint32)
        weights = np.repeat(
            np.array([weight for _, weight in self._parts], np.float32), [count for count, _ in self._parts]
        )
        docs = np.repeat(np.arange(len(self._sizes), dtype=np.uint32), self._sizes)
        terms = [term.encode("utf-8", "replace") for term in self._terms]
        order = sorted(range(len(terms)), key=terms.__getitem__)
        ranks = np.empty(len(terms), np.uint32)
        ranks[order] = np.arange(len(terms), dtype=np.uint32)
        words = ranks[ids]
        sorting = np.argsort(words, kind="stable")
        return {
            **vocabulary_columns([terms[number] for number in order]),
            **posting_columns(words[sorting], docs[sorting], weights[sorting], places[sorting], len(terms)),
            **document_columns(self._documents),
        }

    def _read(self, text: str, languages: tuple[str, ...], keep_stop_words: bool, position: int) -> int:
        known = self._known.setdefault((languages, keep_stop_words), {})
        if len(known) > MAX_KNOWN:
            known.clear()
        add_id, add_place = self._ids.append, self._places.append
        for word in words_of_text(text):
            run = known.get(word)
            if run is None:
                run = known[word] = self._learn(word, languages, keep_stop_words)
            for number, offset in run[0]:
                add_id(number)
                add_place(position + offset)
            position += run[1]
        return position

    def _learn(self, word: str, languages: tuple[str, ...], keep_stop_words: bool) -> Run:
        terms, advance = run_terms(word, languages, keep_stop_words)
        numbers = self._terms
        return tuple((numbers.setdefault(term, len(numbers)), offset) for term, offset in terms), advance


DocumentRow = dict[str, object]


def vocabulary_columns(terms: list[bytes]) -> dict[str, Column]:
    """The terms, each followed by a line ending, their offsets, and their order by prefix and by suffix. NumPy searches
    fixed-length keys, which are the first bytes of a term, or its last ones reversed."""
    text = b"\n" + b"\n".join(terms) + b"\n" if terms else b"\n"
    backwards = [term[::-1] for term in terms]
    by_end = sorted(range(len(terms)), key=backwards.__getitem__)
    return {
        "terms": np.frombuffer(text, np.uint8),
        "term_starts": (bounds(np.array([len(term) + 1 for term in terms], np.int64)) + 1).astype(np.uint32),
        "term_keys": np.array([term[:KEY] for term in terms], f"S{KEY}"),
        "by_end": np.array(by_end, np.uint32),
        "end_keys": np.array([backwards[number][:KEY] for number in by_end], f"S{KEY}"),
    }


def posting_columns(words: Column, docs: Column, weights: Column, places: Column, count: int) -> dict[str, Column]:
    """Turn rows per word of the text, sorted by term, document and position, into rows per term and document."""
    fresh = np.ones(len(words), np.bool_)
    fresh[1:] = (words[1:] != words[:-1]) | (docs[1:] != docs[:-1])
    starts = np.flatnonzero(fresh)
    counts = np.diff(np.append(starts, len(words)))
    summed = np.add.reduceat(weights, starts) if len(starts) else weights
    kept = _first_places(places, starts, counts)
    posting_starts = np.searchsorted(words[starts], np.arange(count + 1))
    counts = np.minimum(counts, _MOST_PLACES).astype(np.uint16)
    return {
        "posting_starts": posting_starts.astype(np.uint32),
        "place_starts": bounds(counts)[posting_starts],
        "docs": docs[starts].astype(np.uint32),
        "weights": np.minimum(summed, 60_000).astype(np.float16),
        "counts": counts,
        "places": kept.astype(np.uint32),
    }


def _first_places(places: Column, starts: Column, counts: Column) -> Column:
    """Keep only the first positions of a very frequent word in a document, because their count has 16 bits."""
    if len(counts) and counts.max() > _MOST_PLACES:
        places = np.asarray(places[np.arange(len(places)) - np.repeat(starts, counts) < _MOST_PLACES])
    return places


def document_columns(rows: list[DocumentRow]) -> dict[str, Column]:
    """One row per document, with its words as numbers of a table."""
    columns: dict[str, Column] = {
        name: np.array([row[name] for row in rows], kind)
        for name, kind in (
            ("ids", np.int64), ("acls", np.int64), ("owners", np.int64), ("lengths", np.float32), ("days", np.int32),
            ("sames", np.int64), ("sources", np.uint16),
        )
    }  # fmt: skip
    tables: dict[str, list[str]] = {}
    for name in NAMES:
        names = NameTable()
        columns[name] = np.array([names.number(str(row[name])) for row in rows], np.int32)
        tables[name] = names.words
    for name in LISTS:
        names = NameTable()
        lists = [list(map(names.number, _words(row[name]))) for row in rows]
        columns[f"{name}_starts"] = bounds(np.array(list(map(len, lists)), np.int64)).astype(np.uint32)
        columns[name] = np.array([number for numbers in lists for number in numbers], np.int32)
        tables[name] = names.words
    titles = [str(row["title"]) for row in rows]
    columns["tables"] = np.frombuffer(orjson.dumps(tables), np.uint8)
    folded = [folded_title(title) for title in titles]
    return columns | lines_columns("title", titles) | lines_columns("folded", folded) | title_word_columns(folded)


def title_word_columns(titles: list[str]) -> dict[str, Column]:
    """Each word of each title, in order, with its document's number, and whether it is the first one."""
    rows = [
        (word.encode("utf-8", "replace")[:KEY], number, place == 0)
        for number, title in enumerate(titles)
        for place, word in enumerate(title.split())
    ]
    keys = np.array([key for key, _, _ in rows], f"S{KEY}")
    return sorted_title_words(
        keys,
        np.array([number for _, number, _ in rows], np.uint32),
        np.array([first for _, _, first in rows], np.bool_),
    )


def sorted_title_words(keys: Column, docs: Column, first: Column) -> dict[str, Column]:
    """The same rows, sorted by word."""
    order = np.argsort(keys, kind="stable")
    return {"title_words": keys[order], "title_docs": docs[order], "title_first": first[order]}


def lines_columns(name: str, lines: Iterable[str]) -> dict[str, Column]:
    """One line of text per document, delimited by line endings, and their offsets."""
    data = [" ".join(line.split()).encode("utf-8", "replace") for line in lines]
    return {
        f"{name}_text": np.frombuffer(b"".join(b"\n " + line for line in data) + b"\n", np.uint8),
        f"{name}_starts": (bounds(np.array([len(line) + 2 for line in data], np.int64)) + 2).astype(np.uint32),
    }


def folded_title(title: str) -> str:
    """Return the title's words for completion: without case, accents and the difference between ü, ue and u."""
    plain = fold(title.lower()).replace("ae", "a").replace("oe", "o").replace("ue", "u")
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())


def _sections(document: SearchDocument, title: str, body: str) -> Iterator[tuple[float, str, bool]]:
    """Yield weight, text, and whether stop words count, for each part; the title comes first."""
    yield TITLE_WEIGHT, title[:1000], True
    yield TAG_WEIGHT, normal("\n".join(document.tags)), True
    for heading in (*document.names, *document.headings):
        yield HEADING_WEIGHT, normal(heading), True
    yield BODY_WEIGHT, body, False
    for words in (*document.above, document.site, document.author, _address_words(document.url)):
        yield BODY_WEIGHT, normal(words), True
    if document.kept:
        yield KEPT_WEIGHT, normal(document.kept[:MAX_TEXT]), False


def _address_words(url: str) -> str:
    return " ".join(_ADDRESS_WORD.findall(url.partition("://")[2] or url)[:40])


def _row(document: SearchDocument, length: int, languages: tuple[str, ...]) -> DocumentRow:
    return {
        "ids": document.id,
        "acls": document.acl,
        "owners": -1 if document.owner is None else document.owner,
        "lengths": length,
        "days": document.updated_at.date().toordinal() if document.updated_at else 0,
        "sames": _number_of(document.same),
        "sources": min(65_535, document.sources),
        "kind": document.kind,
        "space": fold_key(document.space),
        "author": fold_key(document.author),
        "site": document.site.lower(),
        "language": languages[0] if len(languages) == 1 else "",
        "tag": [fold_key(tag) for tag in document.tags],
        "state": list(document.states),
        "title": document.title[:300],
    }


def _number_of(word: str) -> int:
    """Return a number for the word, 0 for the empty one."""
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little", signed=True) if word else 0


def _words(value: object) -> list[str]:
    return value if isinstance(value, list) else []
