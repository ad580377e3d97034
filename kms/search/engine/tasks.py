"""Background jobs: keep the index in sync with the database, and rebuild it if it is broken."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from kms.core.db import Database
from kms.core.search_sources import SearchDocument, SearchSource
from kms.jobs.queue import enqueue
from kms.jobs.worker import Handler
from kms.search.engine.port import IndexBroken, SearchIndex

log = logging.getLogger("kms.search")
JOB, RECONCILE, REBUILD, CHECK = "index", "index.reconcile", "index.rebuild", "index.check"
BATCH = 1000


class Indexing:
    """Keeps one index in sync with the sources."""

    def __init__(self, database: Database, index: SearchIndex, sources: Mapping[str, SearchSource]) -> None:
        self.database, self.index, self.sources = database, index, sources

    def handlers(self) -> dict[str, Handler]:
        """Return the job handlers of this slice."""
        return {
            JOB: Handler(self.look_again, batch=BATCH),
            RECONCILE: Handler(self._reconcile, every=timedelta(days=1)),
            REBUILD: Handler(self._rebuild),
            CHECK: Handler(self._check, every=timedelta(minutes=5)),
        }

    def _reconcile(self, keys: Sequence[str]) -> None:
        self.reconcile()

    def _check(self, keys: Sequence[str]) -> None:
        self.start()

    def _rebuild(self, keys: Sequence[str]) -> None:
        self.rebuild()

    def look_again(self, keys: Sequence[str]) -> None:
        """Write the current state of these documents ("page:12") to the index, in one commit."""
        documents: list[SearchDocument] = []
        removed: list[tuple[str, int]] = []
        with self.database.reading() as session:
            for kind, ids in _by_kind(keys).items():
                source = self.sources.get(kind)
                found = list(source.documents(session, ids)) if source else []
                documents += found
                removed += [(kind, id) for id in set(ids) - {document.id for document in found}]
        try:
            self.index.write(documents, removed)
        except IndexBroken:
            self.rebuild()

    def start(self) -> None:
        """Rebuild unless there is an intact index."""
        try:
            self.index.check()
        except IndexBroken as fault:
            log.warning("the search index is rebuilt: %s", fault)
            self.rebuild()

    def rebuild(self) -> int:
        """Build a new index next to the old one and switch to it; returns the number of documents."""
        return self.index.rebuild(self._all())

    def reconcile(self) -> int:
        """Enqueue a job for every difference between index and database; returns how many."""
        wrong: list[str] = []
        with self.database.reading() as session:
            for kind, source in self.sources.items():
                differing = set(source.all_ids(session)) ^ self.index.ids(kind)
                wrong += [f"{kind}:{id}" for id in sorted(differing)]
        if wrong:
            log.warning("%d documents differed between index and database", len(wrong))
            with self.database.transaction() as session:
                enqueue(session, JOB, wrong)
        return len(wrong)

    def _all(self) -> Iterator[list[SearchDocument]]:
        for source in self.sources.values():
            with self.database.reading() as session:
                ids = list(source.all_ids(session))
            for start in range(0, len(ids), BATCH):
                with self.database.reading() as session:
                    yield list(source.documents(session, ids[start : start + BATCH]))


def _by_kind(keys: Sequence[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for key in keys:
        kind, _, id = key.partition(":")
        found.setdefault(kind, []).append(int(id))
    return found
