"""The Whoosh index: write documents and find them within a reach."""

import contextlib
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log
from pathlib import Path

from whoosh.index import LockError

from kms.core.db import is_full
from kms.core.errors import Unavailable
from kms.core.reach import Reach
from kms.core.search_sources import SearchDocument
from kms.core.text import N_
from kms.search.engine.port import FoundDocuments, IndexBroken, IndexStatistics, Key, Weight
from kms.search.engine.whoosh.codec import ColumnSegment, Writer, open_segment
from kms.search.engine.whoosh.directory import IndexDirectory
from kms.search.engine.whoosh.files import SafeStorage
from kms.search.engine.whoosh.find import explain, find, suggest, tag_counts
from kms.search.engine.whoosh.inverting import Inverter
from kms.search.engine.whoosh.merging import merge_columns
from kms.search.engine.whoosh.segment import Segment, Vocabulary
from kms.search.engine.whoosh.snapshot import Snapshot
from kms.search.query.expressions import Expression
from kms.search.query.filters import NO_FILTERS, SearchFilters

_LOOK_EVERY = 0.25
_FAN = 8
_MERGE_AT_MOST = 20_000
_HOLES = 0.4
_WORDS_AT_ONCE = 4_000_000
_TRIES = 5


class Index:
    """One index in `directory`; any number of readers in any number of threads and processes, and one writer. Each
    document carries its access list (`acl`) and its owner, never who is on the list."""

    def __init__(self, directory: Path) -> None:
        self._home = IndexDirectory(directory)
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._looked_at = 0.0
        self._segments: dict[str, Segment] = {}
        self._vocabulary = Vocabulary()

    def find(
        self,
        expression: Expression | None,
        reach: Reach,
        filters: SearchFilters = NO_FILTERS,
        *,
        limit: int = 20,
        offset: int = 0,
    ) -> FoundDocuments:
        """Return the best documents this reach may see; total and facets are exact and count nothing else."""
        if not reach:
            return FoundDocuments()
        with _or_broken():
            return find(self._current(), expression, reach, filters, limit, offset)

    def explain(self, expression: Expression, reach: Reach, keys: Sequence[Key]) -> list[Weight]:
        """Return the weights of documents that this reach has just found with the expression."""
        with _or_broken():
            return explain(self._current(), expression, reach, keys)

    def suggest(self, prefix: str, reach: Reach, limit: int = 8) -> list[Key]:
        """Return documents within reach whose title has words starting with the typed ones."""
        if not reach:
            return []
        with _or_broken():
            return suggest(self._current(), prefix, reach, limit)

    def tag_counts(self, reach: Reach) -> Mapping[str, int]:
        """Return how many hits within reach carry each tag, by key: the counts of an unrestricted search."""
        if not reach:
            return {}
        with _or_broken():
            return tag_counts(self._current(), reach)

    def ids(self, kind: str) -> set[int]:
        """Return every id of this kind in the index, for the nightly comparison with the database."""
        with _or_broken():
            return {id for found, id in self._current(fresh=True).live() if found == kind}

    def generation(self) -> str:
        """Return a string that changes with every commit and rebuild."""
        with _or_broken():
            name, number = self._home.state()
            return f"{name}:{number}"

    def check(self) -> None:
        """Raise IndexBroken if there is no index, or if its files are corrupt."""
        with _or_broken():
            name, number = self._current(fresh=True).state
            if not name:
                raise FileNotFoundError("no index yet")
            for segment in self._home.segments(name, number):
                self._home.storage(name).verify(segment.file_name())

    def figures(self) -> IndexStatistics:
        """Return the state of the index; if it cannot be read, only the number of rebuilds."""
        try:
            snapshot = self._current(fresh=True)
            deleted = sum(map(len, snapshot.deleted))
            documents, segments, size = snapshot.count - deleted, len(snapshot.segments), self._home.size()
        except Exception:
            return IndexStatistics(False, rebuilds=self._home.rebuilds())
        return IndexStatistics(bool(snapshot.state[0]), documents, deleted, segments, size, self._home.rebuilds())

    def write(self, documents: Iterable[SearchDocument], removed: Iterable[Key] = ()) -> None:
        """Replace these documents and delete the removed ones, in one commit."""
        wanted = {(document.kind, document.id): document for document in documents}
        gone = set(removed) | set(wanted)
        if not gone:
            return
        inverter = Inverter()
        for document in wanted.values():
            inverter.add(document)
        with _or_broken():
            self._current(fresh=True)
            name = self._home.current() or self._home.switch_to(self._home.create())
            self._commit(name, inverter, gone, self._segments)
            self._current(fresh=True)

    def rebuild(self, batches: Iterable[Iterable[SearchDocument]]) -> int:
        """Build a new index and return the number of documents; the old one stays in use until the new one replaces it.
        Each document must occur once. Only the process that also calls `write` may do this: anything written to the old
        index meanwhile is lost."""
        name = self._home.create()
        try:
            inverter = Inverter()
            for batch in batches:
                for document in batch:
                    inverter.add(document)
                if inverter.size > _WORDS_AT_ONCE:
                    self._commit(name, inverter, set(), {})
                    inverter = Inverter()
            self._commit(name, inverter, set(), {})
        except BaseException:
            self._home.remove(name)
            raise
        self._home.switch_to(name)
        self._home.count_rebuild()
        return sum(1 for _ in self._current(fresh=True).live())

    def _commit(self, name: str, inverter: Inverter, gone: set[Key], known: dict[str, Segment]) -> None:
        """Merge the new documents and the segments due for merging into one segment, atomically."""
        writer = self._home.writer(name)
        try:
            contents = {s.segment_id(): self._content(writer.storage, s, known) for s in writer.segments}
            for segment in writer.segments if gone else ():
                for number in contents[segment.segment_id()].documents_of(gone):
                    segment.delete_document(number)
            merged = tier_to_merge(writer.segments)
            parts = [(contents[s.segment_id()].columns, frozenset(s.deleted_docs())) for s in merged]
            new = inverter.columns() if len(inverter) else None
            if merged:
                writer.take(merge_columns([*parts, (new, frozenset())] if new else parts))
            elif new:
                writer.take(new)
            writer.commit(mergetype=lambda writer, segments: [s for s in segments if s.doc_count() and s not in merged])
        except BaseException:
            _give_up(writer)
            raise

    def _content(self, storage: SafeStorage, segment: ColumnSegment, known: dict[str, Segment]) -> Segment:
        return known.get(segment.segment_id()) or open_segment(storage, segment, Vocabulary())

    def _current(self, fresh: bool = False) -> Snapshot:
        """Return the current snapshot, checked at most every 250 ms; deleted documents are gone from the next one."""
        now = time.monotonic()
        with self._lock:
            snapshot = self._snapshot
            if snapshot is not None and not fresh and now - self._looked_at < _LOOK_EVERY:
                return snapshot
            if snapshot is None or snapshot.state != self._home.state():
                snapshot = self._opened()
            self._snapshot, self._looked_at = snapshot, now
            return snapshot

    def _opened(self) -> Snapshot:
        """A concurrent commit or rebuild may delete the files being opened; then there is a newer state to open."""
        for _ in range(_TRIES):
            with contextlib.suppress(FileNotFoundError):
                return self._open()
            time.sleep(0.02)
        return self._open()

    def _open(self) -> Snapshot:
        name, number = self._home.state()
        if not name:
            return Snapshot(("", 0))
        storage, segments = self._home.storage(name), self._home.segments(name, number)
        self._segments = {
            segment.segment_id(): self._segments.get(segment.segment_id())
            or open_segment(storage, segment, self._vocabulary)
            for segment in segments
        }
        deleted = tuple(frozenset(segment.deleted_docs()) for segment in segments)
        return Snapshot((name, number), tuple(self._segments.values()), deleted, self._vocabulary)


def tier_to_merge(segments: Sequence[ColumnSegment]) -> list[ColumnSegment]:
    """Return eight or more segments of similar size, or one with mostly deleted documents; at most 20,000 documents."""
    for segment in segments:
        if segment.deleted_count() > _HOLES * segment.doc_count_all() and 0 < segment.doc_count() <= _MERGE_AT_MOST:
            return [segment]
    tiers: dict[int, list[ColumnSegment]] = {}
    for segment in segments:
        if segment.doc_count():
            tiers.setdefault(int(log(segment.doc_count(), _FAN)), []).append(segment)
    for _, tier in sorted(tiers.items()):
        if len(tier) >= _FAN and sum(segment.doc_count() for segment in tier) <= _MERGE_AT_MOST:
            return tier
    return []


def _give_up(writer: Writer) -> None:
    """Whoosh holds its lock after a failed commit until the process ends, so the lock is always released here."""
    with contextlib.suppress(Exception):
        writer.cancel()
    with contextlib.suppress(Exception):
        writer.writelock.release()


@contextlib.contextmanager
def _or_broken() -> Iterator[None]:
    """Convert any engine error to IndexBroken."""
    try:
        yield
    except LockError as error:
        raise Unavailable(N_("The search index is being written by another process.")) from error
    except Exception as error:
        if is_full(error):
            raise  # not broken: the old index is intact, and a rebuild would need even more space
        raise IndexBroken(str(error)) from error
