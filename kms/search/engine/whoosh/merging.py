"""Merge segments: keep their live documents, in the order of the segments."""

from collections.abc import Sequence

import numpy as np
import orjson

from kms.search.engine.whoosh.columns import Column, Columns, bounds, runs_of, sizes
from kms.search.engine.whoosh.inverting import LISTS, NAMES, NameTable, sorted_title_words, vocabulary_columns

_PLAIN = ("ids", "acls", "owners", "lengths", "days", "sames", "sources")


def merge_columns(parts: Sequence[tuple[Columns, frozenset[int]]]) -> dict[str, Column]:
    """Merge the columns of several segments, each with the numbers of its deleted documents."""
    alive = [_alive(columns, deleted) for columns, deleted in parts]
    every = [columns for columns, _ in parts]
    return {**_terms_and_postings(every, alive), **_documents(every, alive)}


def _alive(columns: Columns, deleted: frozenset[int]) -> Column:
    kept = np.ones(len(columns["ids"]), np.bool_)
    kept[list(deleted)] = False
    return kept


def _terms_and_postings(every: Sequence[Columns], alive: Sequence[Column]) -> dict[str, Column]:
    words = [terms_of(columns) for columns in every]
    union = sorted(set().union(*words))
    numbers = {word: number for number, word in enumerate(union)}
    rows = [
        _postings(columns, kept, np.array([numbers[word] for word in own], np.uint32))
        for columns, kept, own in zip(every, alive, words, strict=True)
    ]
    base = 0
    for row, kept in zip(rows, alive, strict=True):
        row["docs"] = row["docs"] + np.uint32(base)
        base += int(kept.sum())
    joined = {name: np.concatenate([row[name] for row in rows]) for name in ("words", "docs", "weights", "counts")}
    place_bases = bounds(np.array([len(columns["places"]) for columns in every]))[:-1]
    starts = np.concatenate([row["starts"] + at for row, at in zip(rows, place_bases, strict=True)])
    places = np.concatenate([columns["places"] for columns in every])
    order = np.argsort(joined["words"], kind="stable")
    counts = joined["counts"][order]
    frequencies = np.bincount(joined["words"], minlength=len(union))
    used = frequencies > 0
    posting_starts = bounds(frequencies[used])
    return {
        **vocabulary_columns([word for word, is_used in zip(union, used, strict=True) if is_used]),
        "posting_starts": posting_starts.astype(np.uint32),
        "place_starts": bounds(counts)[posting_starts],
        "docs": joined["docs"][order],
        "weights": joined["weights"][order],
        "counts": counts,
        "places": places[runs_of(starts[order], counts)],
    }


def terms_of(columns: Columns) -> list[bytes]:
    """Return all terms of a segment, in order."""
    return columns["terms"].tobytes().split(b"\n")[1:-1]


def _postings(columns: Columns, kept: Column, numbers: Column) -> dict[str, Column]:
    """Return the postings of live documents, with the new numbers of their terms and documents."""
    docs = columns["docs"]
    chosen = kept[docs]
    new_docs = (np.cumsum(kept) - 1).astype(np.uint32)
    words = np.repeat(numbers, sizes(columns["posting_starts"]))
    return {
        "words": words[chosen],
        "docs": new_docs[docs[chosen]],
        "weights": columns["weights"][chosen],
        "counts": columns["counts"][chosen],
        "starts": bounds(columns["counts"])[:-1][chosen],
    }


def _documents(every: Sequence[Columns], alive: Sequence[Column]) -> dict[str, Column]:
    joined = {
        name: np.concatenate([columns[name][kept] for columns, kept in zip(every, alive, strict=True)])
        for name in _PLAIN
    }
    tables: dict[str, list[str]] = {}
    stored = [orjson.loads(columns["tables"].tobytes()) for columns in every]
    for name in NAMES:
        numbers, tables[name] = _renumbered([table[name] for table in stored])
        joined[name] = np.concatenate(
            [new[columns[name][kept]] for new, columns, kept in zip(numbers, every, alive, strict=True)]
        )
    for name in LISTS:
        numbers, tables[name] = _renumbered([table[name] for table in stored])
        renamed = [{**columns, name: new[columns[name]]} for new, columns in zip(numbers, every, strict=True)]
        joined |= _lists(name, renamed, alive)
    joined["tables"] = np.frombuffer(orjson.dumps(tables), np.uint8)
    return joined | _lines("title", every, alive) | _lines("folded", every, alive) | _title_words(every, alive)


def _title_words(every: Sequence[Columns], alive: Sequence[Column]) -> dict[str, Column]:
    keys, docs, first = [], [], []
    base = 0
    for columns, kept in zip(every, alive, strict=True):
        chosen = kept[columns["title_docs"]]
        new_docs = np.cumsum(kept) - 1 + base
        keys.append(columns["title_words"][chosen])
        docs.append(new_docs[columns["title_docs"][chosen]].astype(np.uint32))
        first.append(columns["title_first"][chosen])
        base += int(kept.sum())
    return sorted_title_words(np.concatenate(keys), np.concatenate(docs), np.concatenate(first))


def _renumbered(tables: Sequence[Sequence[str]]) -> tuple[list[Column], list[str]]:
    """Return the new numbers of each table's words, and the merged table."""
    names = NameTable()
    numbers = [np.array([names.number(word) for word in table], np.int32) for table in tables]
    return numbers, names.words


def _lists(name: str, every: Sequence[Columns], alive: Sequence[Column]) -> dict[str, Column]:
    chosen, lengths = [], []
    for columns, kept in zip(every, alive, strict=True):
        starts = columns[f"{name}_starts"].astype(np.int64)
        counts = sizes(starts)[kept]
        chosen.append(columns[name][runs_of(starts[:-1][kept], counts)])
        lengths.append(counts)
    return {name: np.concatenate(chosen), f"{name}_starts": bounds(np.concatenate(lengths)).astype(np.uint32)}


def _lines(name: str, every: Sequence[Columns], alive: Sequence[Column]) -> dict[str, Column]:
    """Lines are sliced including the two characters before them and without the final line ending."""
    chosen, lengths = [], []
    for columns, kept in zip(every, alive, strict=True):
        starts = columns[f"{name}_starts"].astype(np.int64)
        counts = sizes(starts)[kept]
        chosen.append(columns[f"{name}_text"][runs_of(starts[:-1][kept] - 2, counts)])
        lengths.append(counts)
    end = np.frombuffer(b"\n", np.uint8)
    return {
        f"{name}_text": np.concatenate([*chosen, end]),
        f"{name}_starts": (bounds(np.concatenate(lengths)) + 2).astype(np.uint32),
    }
