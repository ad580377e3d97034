"""Read one segment of the index and all of them together: facts, postings, vocabulary, and who may see which."""

import threading
from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from whoosh.codec.base import Segment as WhooshSegment
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.fields import Schema
from whoosh.reading import TermNotFound

from kms.core.reach import Reach
from kms.search.analysis import fold
from kms.search.whoosh_files import SafeStorage
from kms.search.whoosh_schema import FACTS_COLUMN, Facts, read_facts

_CACHED_POSTINGS = 1_500_000
_CACHED_REACHES = 64


@dataclass(frozen=True)
class Postings:
    """The documents of a term and how much each is about it."""

    docs: "array[int]"
    weights: "array[float]"


class Segment:
    """A segment never changes, so that it is read once and kept; only which of its documents are deleted changes."""

    def __init__(self, storage: SafeStorage, schema: Schema, segment: WhooshSegment) -> None:
        if segment.is_compound():
            storage.verify(segment.make_filename(segment.COMPOUND_EXT))
            storage = segment.open_compound_file(storage)
        codec = segment.codec()
        self._terms = codec.terms_reader(storage, segment)
        self._format = schema["text"].format
        self._lock = threading.Lock()
        self._cache: OrderedDict[tuple[str, str], Postings | None] = OrderedDict()
        self._cached = 0
        self._vocabulary: tuple[str, list[str]] | None = None
        reader = codec.per_document_reader(storage, segment)
        self.facts = [read_facts(data) for data in reader.column_reader("facts", FACTS_COLUMN)]
        self.places = {(facts.kind, facts.id): number for number, facts in enumerate(self.facts)}
        self.titles = Titles([facts.title for facts in self.facts])

    def postings(self, name: str, term: str) -> Postings | None:
        """The postings of a term, deleted documents included."""
        with self._lock:
            key = (name, term)
            if key in self._cache:
                self._cache.move_to_end(key)
                return self._cache[key]
            found = self._read(name, term)
            self._keep(key, found)
            return found

    def has_term(self, term: str) -> bool:
        """Whether any document holds the term."""
        return ("text", term.encode("utf-8", "replace")) in self._terms

    def positions(self, term: str, wanted: set[int]) -> dict[int, bytes]:
        """Where the term stands in each of the wanted documents."""
        found: dict[int, bytes] = {}
        with self._lock:
            matcher = self._matcher("text", term)
            for block in _blocks(matcher) if matcher else ():
                if not wanted.isdisjoint(block._ids):
                    block._read_values()
                    found.update(
                        (doc, value) for doc, value in zip(block._ids, block._values, strict=True) if doc in wanted
                    )
        return found

    def vocabulary(self) -> tuple[str, list[str]]:
        """All terms in order, as one text with line ends around each, and as a list."""
        with self._lock:
            if self._vocabulary is None:
                words = [data.decode("utf-8", "replace") for name, data in self._terms.terms() if name == "text"]
                self._vocabulary = "\n" + "\n".join(words) + "\n", words
            return self._vocabulary

    def with_prefix(self, prefix: str, limit: int) -> list[str]:
        """The first terms that begin with `prefix`."""
        words = self.vocabulary()[1]
        start = bisect_left(words, prefix)
        end = bisect_left(words, prefix + "\U0010ffff", start)
        return words[start : min(end, start + limit)]

    def _read(self, name: str, term: str) -> Postings | None:
        matcher = self._matcher(name, term)
        if matcher is None:
            return None
        docs, weights = array("I"), array("f")
        for block in _blocks(matcher):
            block._read_weights()
            docs.extend(block._ids)
            weights.extend(block._weights)
        return Postings(docs, weights)

    def _matcher(self, name: str, term: str) -> W3LeafMatcher | None:
        try:
            return self._terms.matcher(name, term.encode("utf-8", "replace"), self._format)
        except TermNotFound:
            return None

    def _keep(self, key: tuple[str, str], postings: Postings | None) -> None:
        self._cache[key] = postings
        self._cached += 20 + (len(postings.docs) if postings else 0)
        while self._cached > _CACHED_POSTINGS:
            _, dropped = self._cache.popitem(last=False)
            self._cached -= 20 + (len(dropped.docs) if dropped else 0)


class Titles:
    """The titles of a segment as one text, so that the beginning of a word is found at the speed of `str.find`."""

    def __init__(self, titles: Sequence[str]) -> None:
        self._starts = array("L")
        lines, start = [], 0
        for title in titles:
            line = " " + folded_title(title) + "\n"
            self._starts.append(start)
            lines.append(line)
            start += len(line)
        self._text = "".join(lines)

    def beginning(self, words: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Each document whose title has a word that begins with each of `words`, with its folded title."""
        needle = " " + max(words, key=len)
        place = self._text.find(needle)
        while place >= 0:
            number = bisect_right(self._starts, place) - 1
            end = self._text.index("\n", place)
            title = self._text[self._starts[number] : end]
            if all(" " + word in title for word in words):
                yield number, title[1:]
            place = self._text.find(needle, end)


def folded_title(title: str) -> str:
    """Words of a title for completion: without case, accents and the difference between ü, ue and u."""
    plain = fold(title.lower()).replace("ae", "a").replace("oe", "o").replace("ue", "u")
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())


@dataclass
class Snapshot:
    """All segments at one moment, numbered through; nobody changes it, a later one takes its place."""

    state: tuple[str, int]
    segments: tuple[Segment, ...]
    deleted: tuple[frozenset[int], ...]
    bases: list[int] = field(default_factory=list)
    facts: list[Facts] = field(default_factory=list)
    mean_length: float = 1.0
    _visible: OrderedDict[Reach, bytearray] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        for segment in self.segments:
            self.bases.append(len(self.facts))
            self.facts += segment.facts
        self.lengths = [facts.length for facts in self.facts]
        self.mean_length = max(1.0, sum(self.lengths) / max(1, len(self.lengths)))

    def visible(self, reach: Reach) -> bytearray:
        """One byte a document: 1 where this reach may find it (the rule of `Reach.covers`) and it is not deleted."""
        with self._lock:
            if reach not in self._visible:
                self._visible[reach] = self._mask(reach)
            self._visible.move_to_end(reach)
            while len(self._visible) > _CACHED_REACHES:
                self._visible.popitem(last=False)
            return self._visible[reach]

    def _mask(self, reach: Reach) -> bytearray:
        acls, owner = reach.acl_ids, reach.owner_id
        if owner is None:
            mask = bytearray(facts.acl in acls for facts in self.facts)
        else:
            mask = bytearray(facts.acl in acls or facts.owner == owner for facts in self.facts)
        for base, deleted in zip(self.bases, self.deleted, strict=True):
            for number in deleted:
                mask[base + number] = 0
        return mask

    def live(self) -> Iterator[Facts]:
        """The facts of every document that is not deleted."""
        for segment, deleted in zip(self.segments, self.deleted, strict=True):
            for number, facts in enumerate(segment.facts):
                if number not in deleted:
                    yield facts


def _blocks(matcher: W3LeafMatcher) -> Iterator[W3LeafMatcher]:
    """The matcher at each of its blocks, with the document numbers read."""
    while True:
        matcher._read_ids()
        yield matcher
        if matcher._lastblock:
            return
        matcher._goto(matcher._nextoffset)
