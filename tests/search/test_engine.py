"""The index below the search: Whoosh reads it and agrees on the scores, and merging changes nothing."""

import random
from collections.abc import Sequence
from datetime import datetime
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.index import FileIndex
from whoosh.query import And, Or, Term
from whoosh.scoring import WeightingModel, WeightScorer

from kms.core.reach import Reach
from kms.core.search_sources import SearchDocument
from kms.search.engine.whoosh.codec import FIELD
from kms.search.engine.whoosh.columns import read_columns, runs_of, write_columns
from kms.search.engine.whoosh.directory import VERSION
from kms.search.engine.whoosh.files import SafeStorage
from kms.search.engine.whoosh.index import Index
from kms.search.engine.whoosh.inverting import Inverter
from kms.search.engine.whoosh.matching import K1, B, Matcher
from kms.search.engine.whoosh.merging import merge_columns
from kms.search.engine.whoosh.segment import Segment, Vocabulary
from kms.search.engine.whoosh.snapshot import Snapshot
from kms.search.query.parser import parse

ANA = Reach(7, frozenset({1}))
WORDS = [f"{left}{right}" for left in ("bak", "dol", "fim", "gur", "hez") for right in ("opt", "irk", "ulm", "ask")]


class OurWeighting(WeightingModel):  # type: ignore[misc]
    """The formula of `Matching` in the form Whoosh needs."""

    def scorer(self, searcher: Any, fieldname: str, text: bytes, qf: int = 1) -> "OurScorer":
        parent = searcher.get_parent()
        total, count = parent.doc_count_all(), parent.doc_frequency(fieldname, text)
        rarity = log(1 + (total - count + 0.5) / (count + 0.5)) * (K1 + 1)
        return OurScorer(searcher, rarity, parent.field_length(fieldname) / total)


class OurScorer(WeightScorer):  # type: ignore[misc]
    def __init__(self, searcher: Any, rarity: float, mean: float) -> None:
        super().__init__(1e9)
        self._searcher, self._rarity, self._mean = searcher, rarity, mean

    def score(self, matcher: Any) -> float:
        weight = matcher.weight()
        length = self._searcher.doc_field_length(matcher.id(), FIELD)
        return float(self._rarity * weight / (weight + K1 * (1 - B) + K1 * B * length / self._mean))


def some_documents(seed: int, count: int) -> list[SearchDocument]:
    chance = random.Random(seed)
    return [
        SearchDocument(
            "page", id, 1, None, chance.choice(WORDS), " ".join(chance.choices(WORDS, k=chance.randint(5, 80)))
        )
        for id in range(count)
    ]


@pytest.mark.parametrize("joined", [And, Or])
def test_whoosh_finds_the_same_documents_with_the_same_scores(tmp_path: Path, joined: Any) -> None:
    index = Index(tmp_path)
    for start in range(0, 90, 30):
        index.write(some_documents(start, 90)[start : start + 30])
    snapshot = index._current(fresh=True)
    assert len(snapshot.segments) == 3
    storage = SafeStorage(tmp_path / VERSION / index._home.current())
    chance = random.Random(5)
    with FileIndex(storage, indexname="MAIN").searcher(weighting=OurWeighting()) as searcher:
        for _ in range(40):
            words = chance.sample(WORDS, 3)
            query = joined([Term(FIELD, _only_term(word)) for word in words])
            theirs = {hit.docnum: hit.score for hit in searcher.search(query, limit=None)}
            ours = Matcher(snapshot, snapshot.visible(ANA)).match(
                parse((" " if joined is And else " OR ").join(words)).expression
            )
            assert theirs.keys() == set(np.flatnonzero(ours.found).tolist())
            assert [theirs[doc] for doc in sorted(theirs)] == pytest.approx(ours.scores[ours.found].tolist(), rel=1e-4)


def _only_term(word: str) -> str:
    inverter = Inverter()
    inverter.add(SearchDocument("page", 1, 1, None, word, ""))
    return next(term for term in inverter._terms)


texts = st.text(alphabet="ab ü\n", max_size=30)
documents = st.builds(
    SearchDocument,
    kind=st.sampled_from(["page", "bookmark"]),
    id=st.integers(1, 10**9),
    acl=st.integers(1, 3),
    owner=st.one_of(st.none(), st.integers(1, 3)),
    title=texts,
    text=texts,
    tags=st.lists(texts, max_size=3),
    space=texts,
    author=texts,
    site=texts,
    updated_at=st.one_of(st.none(), st.just(datetime(2024, 5, 1))),
    same=texts,
    sources=st.integers(0, 10**6),
    states=st.lists(st.sampled_from(["attachment", "unread"]), max_size=2),
)


def inverted(found: Sequence[SearchDocument]) -> dict[str, Any]:
    inverter = Inverter()
    for document in found:
        inverter.add(document)
    return inverter.columns()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.tuples(documents, st.booleans()), min_size=1, max_size=6), min_size=1, max_size=4))
def test_merging_is_like_writing_the_remaining_documents_at_once(
    parts: list[list[tuple[SearchDocument, bool]]],
) -> None:
    merged = merge_columns(
        [
            (inverted([document for document, _ in part]), frozenset(n for n, (_, gone) in enumerate(part) if gone))
            for part in parts
        ]
    )
    fresh = inverted([document for part in parts for document, gone in part if not gone])
    assert _spelled_out(merged) == _spelled_out(fresh)


def _spelled_out(columns: dict[str, Any]) -> list[Any]:
    segment = Segment(columns, vocabulary := Vocabulary())
    snapshot = Snapshot(("", 0), (segment,), (frozenset(),), vocabulary)
    terms = [
        (
            segment.term(number),
            *(column.tolist() for column in segment.postings(number)),
            *(column.tolist() for column in segment.positions(number, np.ones(segment.count, np.bool_))),
            segment.first_places(number).tolist(),
        )
        for number in range(segment.term_count)
    ]
    named = {
        name: [vocabulary.names[name].words[number] for number in snapshot.of[name].tolist()]
        for name in ("kind", "space", "author", "site", "language")
    }
    listed = {
        name: [
            (doc, vocabulary.names[name].words[number])
            for doc, number in zip(*map(np.ndarray.tolist, both), strict=True)
        ]
        for name, both in snapshot.lists.items()
    }
    plain = {name: snapshot.of[name].tolist() for name in ("ids", "acls", "owners", "lengths", "days", "sames")}
    titles = [snapshot.title(number) for number in range(snapshot.count)]
    return [terms, named, listed, plain, titles, columns["folded_text"].tobytes()]


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 5)), max_size=20))
def test_runs_are_laid_out_one_after_the_other(runs: list[tuple[int, int]]) -> None:
    starts = np.array([start for start, _ in runs], np.int64)
    counts = np.array([count for _, count in runs], np.int64)
    assert runs_of(starts, counts).tolist() == [start + place for start, count in runs for place in range(count)]


def test_columns_come_back_as_they_were_written(tmp_path: Path) -> None:
    columns = {"a": np.arange(3, dtype=np.uint16), "empty": np.zeros(0, np.int64), "b": np.array([1.5], np.float16)}
    with (tmp_path / "file").open("wb") as file:
        write_columns(file, columns)
    data = (tmp_path / "file").read_bytes()
    assert {name: column.tolist() for name, column in read_columns(memoryview(data)).items()} == {
        "a": [0, 1, 2],
        "empty": [],
        "b": [1.5],
    }
    with pytest.raises(ValueError, match="not a file of columns"):
        read_columns(memoryview(b"x" + data))


def test_a_word_that_occurs_a_hundred_thousand_times_is_kept() -> None:
    columns = inverted(
        [
            SearchDocument("page", 1, 1, None, "t", "wort " * 100_000 + "ende"),
            SearchDocument("page", 2, 1, None, "wort", "ende"),
        ]
    )
    segment = Segment(columns, Vocabulary())
    assert segment.postings(segment.find("wort")).docs.tolist() == [0, 1]
    docs, places = segment.positions(segment.find("wort"), np.array([False, True]))
    assert (docs.tolist(), places.tolist()) == ([1], [0])
    assert len(segment.positions(segment.find("end"), np.array([True, True]))[0]) == 2
