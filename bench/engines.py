"""`python3 dev.py bench engines [--documents N …]`: our index compared to SQLite FTS5 and tantivy.

All get the same words and the same task: the ten best documents in 40 of 552 access lists, the exact total, and the
number of each kind. Ours also counts the other facets and cuts ten passages. Figures are CPU milliseconds of the
process.
"""

import argparse
import os
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path

import tantivy

from kms.core.reach import Reach
from kms.core.search_sources import SearchDocument
from kms.search.engine.whoosh.index import Index
from kms.search.language.analysis import STOP_WORDS, languages_of, terms
from kms.search.query.parser import parse
from kms.search.results.passages import passage

SEED = 20261122
LISTS, READABLE, TAGS, SITES = 552, 40, 300, 700
QUERIES = 60
ROUNDS = 3

Query = tuple[str, ...]
Build = Callable[[], None]
Ask = Callable[[Query], int]


class Language:
    """Zipf-distributed words: every third is a stop word; four in ten of the German ones are compounds."""

    def __init__(self, chance: random.Random, name: str, count: int) -> None:
        vowels = ("a", "e", "i", "o", "u", "ei", "au" if name == "de" else "ou")
        syllables = [consonant + vowel for consonant in "bdfghklmnprstvwz" for vowel in vowels]
        words: dict[str, None] = {}
        while len(words) < count:
            length = 2 + len(words) // 4000 % 3 + chance.randint(0, 1)
            words["".join(chance.choices(syllables, k=length)) + chance.choice(("", "t", "n", "ng"))] = None
        self.words = list(words)
        for place in range(200, count) if name == "de" else ():
            if chance.random() < 0.4:
                first, last = chance.choices(self.words[:2_000], k=2)
                self.words[place] = first + chance.choice(("", "s", "n")) + last
        self._weights = list(accumulate(1 / (rank + 8) for rank in range(count)))
        self._every_day = sorted(STOP_WORDS[name])

    def text(self, chance: random.Random, count: int) -> str:
        """`count` words, with a full stop now and then."""
        chosen = chance.choices(self.words, cum_weights=self._weights, k=count)
        for place in range(0, count, 3):
            chosen[place] = chance.choice(self._every_day)
        for place in range(11, count, 12):
            chosen[place] += "."
        return " ".join(chosen)


def corpus(count: int) -> Iterator[SearchDocument]:
    """Three in ten are pages of 100 to 800 words, the rest bookmarks of 10 to 60; German 55, English 35, mixed 10 %."""
    chance = random.Random(SEED)
    german, english = Language(chance, "de", 60_000), Language(chance, "en", 40_000)
    start = datetime(2022, 1, 1)
    for id in range(1, count + 1):
        is_page = chance.random() < 0.3
        size = chance.randint(100, 800) if is_page else chance.randint(10, 60)
        share = chance.random()
        if share < 0.9:
            language = german if share < 0.55 else english
            title, text = language.text(chance, 5), language.text(chance, size)
        else:
            title = german.text(chance, 5)
            text = german.text(chance, size // 2) + "\n" + english.text(chance, size // 2)
        yield SearchDocument(
            kind="page" if is_page else "bookmark",
            id=id,
            acl=chance.randint(1, LISTS),
            owner=None if is_page else chance.randint(1, 200),
            title=title,
            text=text,
            tags=tuple(f"tag{chance.randrange(TAGS)}" for _ in range(chance.randint(0, 5))),
            space=f"space{chance.randrange(40)}" if is_page else "",
            author=f"person{chance.randrange(200)}",
            site="" if is_page else f"site{chance.randrange(SITES)}.example",
            updated_at=start + timedelta(days=chance.randrange(1700)),
            same="" if is_page else f"link:{chance.randrange(count)}",
        )


def classes(count: int) -> dict[str, list[Query]]:
    """Queries by word frequency: common words are in at least a tenth of the documents, middle ones in about 1 %."""
    chance = random.Random(SEED)
    german = Language(chance, "de", 60_000)
    common, middle, rare = german.words[:12], german.words[60:600], german.words[8_000:20_000]
    chance = random.Random(SEED + count)

    def some(*ranges: list[str]) -> list[Query]:
        return [tuple(chance.choice(words) for words in ranges) for _ in range(QUERIES)]

    return {
        "one rare": some(rare),
        "one common": some(common),
        "middle middle": some(middle, middle),
        "common middle": some(common, middle),
        "common common": some(common, common),
        "four words": some(common, middle, middle, rare),
    }


@dataclass
class Figures:
    """The figures of one engine."""

    name: str
    build: float
    megabytes: float
    times: dict[str, list[float]]
    totals: dict[str, list[int]]


def measure(name: str, folder: Path, build: Build, ask: Ask, count: int) -> Figures:
    """Build once, then run each query of each class in several rounds."""
    started = time.process_time()
    build()
    took = time.process_time() - started
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    figures = Figures(name, count / took, size, {}, {})
    for kind, queries in classes(count).items():
        figures.times[kind], figures.totals[kind] = [], []
        for turn in range(ROUNDS):
            for query in queries:
                started = time.process_time()
                total = ask(query)
                figures.times[kind].append((time.process_time() - started) * 1000)
                if turn == 0:
                    figures.totals[kind].append(total)
    return figures


def ours(folder: Path, documents: Sequence[SearchDocument]) -> tuple[Build, Ask, Index]:
    """Our index, with all facets and ten passages."""
    index = Index(folder)
    reach = Reach(None, frozenset(range(1, READABLE + 1)))

    def build() -> None:
        index.rebuild([documents])

    def ask(query: Query) -> int:
        expression = parse(" ".join(query)).expression
        found = index.find(expression, reach, limit=10)
        for _, id in found.ids:
            passage(documents[id - 1].text, expression)
        return found.total

    return build, ask, index


def fts5(folder: Path, documents: Sequence[SearchDocument]) -> tuple[Build, Ask]:
    """SQLite's own full-text search over the stems, joined with a table of lists and kinds."""
    database = sqlite3.connect(folder / "fts.db")
    database.executescript(
        "CREATE VIRTUAL TABLE words USING fts5(title, tags, body, content='', tokenize='ascii');"
        "CREATE TABLE documents (id INTEGER PRIMARY KEY, acl INTEGER, kind TEXT);"
    )

    def build() -> None:
        for document in documents:
            fields = (_stems(document.title, document), " ".join(document.tags), _stems(document.text, document))
            database.execute("INSERT INTO words (rowid, title, tags, body) VALUES (?, ?, ?, ?)", (document.id, *fields))
            database.execute("INSERT INTO documents VALUES (?, ?, ?)", (document.id, document.acl, document.kind))
        database.commit()

    def ask(query: Query) -> int:
        words = " AND ".join(f'"{stem}"' for word in query for stem in _query_stem(word))
        shown = "FROM words JOIN documents ON id = words.rowid WHERE words MATCH ? AND acl <= ?"
        database.execute(
            f"SELECT id, bm25(words, 5.0, 3.0, 1.0) AS score {shown} ORDER BY score LIMIT 10", (words, READABLE)
        ).fetchall()
        kinds = database.execute(f"SELECT kind, count(*) {shown} GROUP BY kind", (words, READABLE)).fetchall()
        return sum(number for _, number in kinds)

    return build, ask


def tantivy_(folder: Path, documents: Sequence[SearchDocument]) -> tuple[Build, Ask]:
    """tantivy over the stems, with lists and kinds as separate fields."""
    builder = tantivy.SchemaBuilder()
    for name in ("title", "tags", "body"):
        builder.add_text_field(name, tokenizer_name="whitespace")
    builder.add_unsigned_field("acl", indexed=True, fast=True)
    builder.add_unsigned_field("id", stored=True)
    schema = builder.build()
    index = tantivy.Index(schema, str(folder))

    def build() -> None:
        writer = index.writer(128_000_000, 1)
        for document in documents:
            made = tantivy.Document()
            made.add_text("title", _stems(document.title, document))
            made.add_text("tags", " ".join(document.tags))
            made.add_text("body", _stems(document.text, document))
            made.add_unsigned("acl", document.acl)
            made.add_unsigned("id", document.id)
            writer.add_document(made)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()

    lists = tantivy.Query.range_query(schema, "acl", tantivy.FieldType.Unsigned, 1, READABLE)

    def ask(query: Query) -> int:
        parts = [(tantivy.Occur.Must, tantivy.Query.const_score_query(lists, 0.0))]
        for word in query:
            for stem in _query_stem(word):
                fields = [
                    (
                        tantivy.Occur.Should,
                        tantivy.Query.boost_query(tantivy.Query.term_query(schema, name, stem), boost),
                    )
                    for name, boost in (("title", 5.0), ("tags", 3.0), ("body", 1.0))
                ]
                parts.append((tantivy.Occur.Must, tantivy.Query.boolean_query(fields)))
        return int(index.searcher().search(tantivy.Query.boolean_query(parts), 10, count=True).count)

    return build, ask


def _stems(text: str, document: SearchDocument) -> str:
    return " ".join(term for term, _ in terms(text, languages_of(document.text)))


def _query_stem(word: str) -> Sequence[str]:
    return [term for term, _ in terms(word, ("de",), keep_stop_words=True)][:1]


def update_times(index: Index, documents: Sequence[SearchDocument]) -> list[float]:
    """CPU milliseconds of single saves into the full index."""
    times = []
    for document in documents[:100]:
        started = time.process_time()
        index.write([document])
        times.append((time.process_time() - started) * 1000)
    return times


def main() -> None:
    """Build all three over the same documents, query all of them, print one table."""
    parser = argparse.ArgumentParser(prog="dev.py bench engines", description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[10_000, 100_000])
    for count in parser.parse_args().documents:
        print(f"\n{count:,} documents, load {os.getloadavg()[0]:.1f}", flush=True)
        _table(count)


def _table(count: int) -> None:
    documents = list(corpus(count))
    with tempfile.TemporaryDirectory() as folder:
        homes = {name: Path(folder) / name for name in ("kms", "fts5", "tantivy")}
        for home in homes.values():
            home.mkdir()
        build, ask, index = ours(homes["kms"], documents)
        rows = [measure("kms", homes["kms"], build, ask, count)]
        rows.append(measure("fts5", homes["fts5"], *fts5(homes["fts5"], documents), count))
        rows.append(measure("tantivy", homes["tantivy"], *tantivy_(homes["tantivy"], documents), count))
        kinds = list(rows[0].times)
        print(f"{'':<10}{'docs/s':>8}{'MB':>8}" + "".join(f"{kind:>22}" for kind in kinds) + "   p50 / p95 CPU ms")
        for row in rows:
            cells = "".join(f"{_spread(row.times[kind]):>22}" for kind in kinds)
            print(f"{row.name:<10}{row.build:>8.0f}{row.megabytes:>8.0f}{cells}", flush=True)
        updates = sorted(update_times(index, documents))
        print(f"one save into the index: p50 {statistics.median(updates):.1f}, p95 {updates[94]:.1f}, "
              f"most {updates[-1]:.1f} CPU ms; peak memory of this process "
              f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")  # fmt: skip


def _spread(times: list[float]) -> str:
    ordered = sorted(times)
    return f"{statistics.median(ordered):.2f} / {ordered[int(len(ordered) * 0.95)]:.2f}"


if __name__ == "__main__":
    main()
