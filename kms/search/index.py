"""The search index: write documents and find them within a reach; only this file and whoosh_*.py know Whoosh."""

import contextlib
import os
import shutil
import threading
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from math import log
from pathlib import Path

from whoosh.codec.base import Segment as WhooshSegment
from whoosh.index import TOC, FileIndex, LockError
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from kms.core.documents import Document
from kms.core.errors import Unavailable
from kms.core.reach import Reach
from kms.core.text import N_, fold_key
from kms.search.find import Found, Narrowing, find, suggest
from kms.search.query import Expression
from kms.search.whoosh_files import SafeStorage, sync_directory
from kms.search.whoosh_schema import VERSION, fields_of, schema
from kms.search.whoosh_segment import Segment, Snapshot

Key = tuple[str, int]
Fields = dict[str, object]

_NAME = "MAIN"
_LOOK_EVERY = 0.25
_FAN = 8
_MERGE_AT_MOST = 20_000
_TRIES = 5


class IndexBroken(Exception):
    """The index cannot be read; say that it is being rebuilt, and rebuild it from the database."""


class Index:
    """One index in `directory`; any number of readers, in any number of threads and processes, and one writer.

    Each document carries the list that guards it (`acl`) and its owner, never who is on the list.
    """

    def __init__(self, directory: Path) -> None:
        self._home = directory / VERSION
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._looked_at = 0.0
        self._segments: dict[str, Segment] = {}

    def find(
        self,
        expression: Expression | None,
        reach: Reach,
        *,
        kinds: Sequence[str] = (),
        tags: Sequence[str] = (),
        spaces: Sequence[str] = (),
        by: Sequence[str] = (),
        sites: Sequence[str] = (),
        years: Sequence[str] = (),
        languages: Sequence[str] = (),
        limit: int = 20,
        offset: int = 0,
    ) -> Found:
        """The best documents this reach may see; total and facets are exact and count nothing else.

        Without an expression everything within reach, the newest first. An empty reach finds nothing. Tags, spaces
        and authors compare without case, and the facets name them in that form (`fold_key`).
        """
        if not reach:
            return Found()
        chosen = (_keys(words) for words in (kinds, tags, spaces, by, sites, years, languages))
        narrowing = Narrowing(*chosen)
        with _or_broken():
            return find(self._current(), expression, reach, narrowing, limit, offset)

    def suggest(self, prefix: str, reach: Reach, limit: int = 8) -> list[Key]:
        """Documents within reach whose title has words that begin with the typed ones."""
        if not reach:
            return []
        with _or_broken():
            return suggest(self._current(), prefix, reach, limit)

    def ids(self, kind: str) -> set[int]:
        """Every id of this kind in the index: for the nightly comparison with the database."""
        with _or_broken():
            return {facts.id for facts in self._current(fresh=True).live() if facts.kind == kind}

    def generation(self) -> str:
        """A word that changes with every commit and rebuild."""
        with _or_broken():
            name, number = self._state()
            return f"{name}:{number}"

    def check(self) -> None:
        """Raises IndexBroken where there is no index, or none that can be read."""
        with _or_broken():
            if not self._current(fresh=True).state[0]:
                raise FileNotFoundError("no index yet")

    def write(self, documents: Iterable[Document], removed: Iterable[Key] = ()) -> None:
        """Put these documents in place of their former selves and take out the removed ones, in one commit."""
        wanted = {(document.kind, document.id): document for document in documents}
        gone = set(removed) | set(wanted)
        if not gone:
            return
        fields = [fields_of(document) for document in wanted.values()]
        with _or_broken():
            self._current(fresh=True)
            name = self._pointer() or self._switch_to(self._create())
            self._write(self._home / name, fields, gone, dict(self._segments))
            self._current(fresh=True)

    def rebuild(self, batches: Iterable[Iterable[Document]]) -> int:
        """Write everything into a new index and count it; the old one serves until the new one takes its place.

        Only the process that also calls `write` may do this: what is written meanwhile is lost with the old index.
        """
        name = self._create()
        known: dict[str, Segment] = {}
        try:
            for batch in batches:
                wanted = {(document.kind, document.id): document for document in batch}
                if wanted:
                    fields = [fields_of(document) for document in wanted.values()]
                    self._write(self._home / name, fields, set(wanted), known)
        except BaseException:
            shutil.rmtree(self._home / name, ignore_errors=True)
            raise
        self._switch_to(name)
        return sum(1 for _ in self._current(fresh=True).live())

    def _write(self, path: Path, documents: list[Fields], gone: set[Key], known: dict[str, Segment]) -> None:
        storage = SafeStorage(path)
        writer = FileIndex(storage, indexname=_NAME).writer(timeout=10.0, limitmb=64)
        try:
            _delete(storage, writer, gone, known)
            for fields in documents:
                writer.add_document(**fields)
            writer.commit(mergetype=merge_tiers)
        except BaseException:
            _give_up(writer)
            raise

    def _current(self, fresh: bool = False) -> Snapshot:
        """The present state, looked up at most every 250 ms; what was deleted is gone from the next one."""
        now = time.monotonic()
        with self._lock:
            snapshot = self._snapshot
            if snapshot is not None and not fresh and now - self._looked_at < _LOOK_EVERY:
                return snapshot
            if snapshot is None or snapshot.state != self._state():
                snapshot = self._opened()
            self._snapshot, self._looked_at = snapshot, now
            return snapshot

    def _opened(self) -> Snapshot:
        """A commit or a rebuild may delete the files we are about to open: then there is a newer state to open."""
        for _ in range(_TRIES):
            with contextlib.suppress(FileNotFoundError):
                return self._open(self._pointer())
            time.sleep(0.02)
        return self._open(self._pointer())

    def _open(self, name: str) -> Snapshot:
        if not name:
            return Snapshot(("", 0), (), ())
        storage = SafeStorage(self._home / name)
        number = _latest(storage)
        storage.verify(TOC._filename(_NAME, number))
        contents = TOC.read(storage, _NAME, gen=number)
        self._segments = {
            segment.segment_id(): self._segments.get(segment.segment_id()) or Segment(storage, contents.schema, segment)
            for segment in contents.segments
        }
        deleted = tuple(frozenset(segment.deleted_docs()) for segment in contents.segments)
        return Snapshot((name, number), tuple(self._segments.values()), deleted)

    def _state(self) -> tuple[str, int]:
        name = self._pointer()
        return name, _latest(SafeStorage(self._home / name)) if name else 0

    def _pointer(self) -> str:
        """The name of the index in use, empty where there is none yet."""
        try:
            return (self._home / "current").read_text("ascii").strip()
        except FileNotFoundError:
            return ""

    def _create(self) -> str:
        name = uuid.uuid4().hex[:12]
        path = self._home / name
        path.mkdir(parents=True, mode=0o700)
        FileIndex.create(SafeStorage(path), schema(), _NAME)
        return name

    def _switch_to(self, name: str) -> str:
        pointer = self._home / f"current.{name}"
        with pointer.open("w", encoding="ascii") as file:
            file.write(name)
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self._home / "current")
        sync_directory(self._home)
        for path in self._home.iterdir():
            if path.is_dir() and path.name != name:
                shutil.rmtree(path, ignore_errors=True)
        return name


def _keys(names: Sequence[str]) -> frozenset[str]:
    return frozenset(fold_key(name) for name in names)


def merge_tiers(writer: SegmentWriter, segments: list[WhooshSegment]) -> list[WhooshSegment]:
    """Merge segments of like size once there are eight, at most 20,000 documents at once: no commit ever stalls."""
    kept = [segment for segment in segments if segment.doc_count()]
    tiers: dict[int, list[WhooshSegment]] = {}
    for segment in kept:
        tiers.setdefault(int(log(segment.doc_count(), _FAN)), []).append(segment)
    for _, tier in sorted(tiers.items()):
        if len(tier) >= _FAN and sum(segment.doc_count() for segment in tier) <= _MERGE_AT_MOST:
            for segment in tier:
                _take_over(writer, segment)
            return [segment for segment in kept if segment not in tier]
    return kept


def _take_over(writer: SegmentWriter, segment: WhooshSegment) -> None:
    reader = SegmentReader(writer.storage, writer.schema, segment)
    writer.add_reader(reader)
    reader.close()


def _delete(storage: SafeStorage, writer: SegmentWriter, gone: set[Key], known: dict[str, Segment]) -> None:
    for whoosh_segment in writer.segments:
        name = whoosh_segment.segment_id()
        if name not in known:
            known[name] = Segment(storage, writer.schema, whoosh_segment)
        places = known[name].places
        for key in gone & places.keys():
            whoosh_segment.delete_document(places[key])


def _give_up(writer: SegmentWriter) -> None:
    """Whoosh keeps its lock after a failed commit until the process ends; nothing may stop us from freeing it."""
    with contextlib.suppress(Exception):
        writer.cancel()
    with contextlib.suppress(Exception):
        writer.writelock.release()


def _latest(storage: SafeStorage) -> int:
    number = int(TOC._latest_generation(storage, _NAME))
    if number < 0:
        raise FileNotFoundError("no table of contents")
    return number


@contextlib.contextmanager
def _or_broken() -> Iterator[None]:
    """Whatever goes wrong inside the engine means the same to a caller."""
    try:
        yield
    except LockError as error:
        raise Unavailable(N_("The search index is being written by another process.")) from error
    except Exception as error:
        raise IndexBroken(str(error)) from error
