"""The single process for background work: takes due jobs in batches and passes them to their handlers."""

import fcntl
import logging
import os
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

from kms.core.db import Database, is_busy, is_full
from kms.jobs import queue

log = logging.getLogger("kms.worker")
POLL_SECONDS, ASIDE_SECONDS = 0.1, 0.5
"""Polling intervals; long-running kinds need not start at once."""
SCHEDULE_SECONDS = 600
"""How often missing recurring jobs are enqueued again; the system clock may have been wrong meanwhile."""
WAIT_SECONDS, ROOM_SECONDS = 1, 15
"""Pauses after errors that are not the job's fault: a busy database; a full disk."""


@dataclass(frozen=True)
class Handler:
    """How one kind of job is run: `run(keys)` processes these keys and raises if it failed.

    `every`: the kind is also due at this interval, with the key `kms.jobs.queue.RECURRING`. `aside`: it takes long, and
    runs in parallel to the other kinds so that they do not wait for it; the two never share a kind. Kinds of one `lane`
    wait for one another.
    """

    run: Callable[[Sequence[str]], None]
    batch: int = 1
    every: timedelta | None = None
    aside: bool = False
    lane: str = ""


class WorkerLock:
    """An operating system lock on a file: held by one process at a time, released when it ends, so it cannot go
    stale."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def try_acquire(self) -> bool:
        """Take the lock if it is free."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def release(self) -> None:
        """Release the lock."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


class Worker:
    """Runs jobs until stopped."""

    def __init__(self, database: Database, handlers: Mapping[str, Handler]) -> None:
        self.database = database
        self.handlers = handlers
        self.stop = Event()

    def run(self) -> None:
        """Run until `stop` is set; the failure of a job never ends the loop."""
        aside = [kind for kind, handler in self.handlers.items() if handler.aside]
        for lane in sorted({self.handlers[kind].lane for kind in aside}):
            kinds = [kind for kind in aside if self.handlers[kind].lane == lane]
            Thread(target=self._run, args=(kinds, ASIDE_SECONDS), daemon=True).start()
        self._run([kind for kind in self.handlers if kind not in aside], POLL_SECONDS)

    def _run(self, kinds: Sequence[str], pause: float) -> None:
        look = 0.0
        while not self.stop.is_set():
            try:
                if time.monotonic() >= look:
                    self.schedule()
                    look = time.monotonic() + SCHEDULE_SECONDS
                busy = self.step(kinds)
            except Exception as fault:
                busy, full = False, is_full(fault)
                if full:
                    log.warning("the disk is full; the worker waits")
                elif not is_busy(fault):
                    log.exception("the worker stumbled")
                self.stop.wait(ROOM_SECONDS if full else WAIT_SECONDS)
            if not busy:
                self.stop.wait(pause)

    def drain(self, kinds: Sequence[str] | None = None, seconds: float = 3600) -> None:
        """Run everything that is due now, then return."""
        end = time.monotonic() + seconds
        while self.step(kinds) and time.monotonic() < end:
            pass

    def schedule(self) -> None:
        """Enqueue missing recurring jobs; existing ones are not postponed."""
        with self.database.transaction() as session:
            for kind, handler in self.handlers.items():
                if handler.every is not None:
                    queue.keep_recurring(session, kind, handler.every)

    def step(self, kinds: Sequence[str] | None = None) -> bool:
        """Run one batch; returns whether there was one."""
        with self.database.reading() as session:
            due = queue.take_due(session, list(kinds or self.handlers))
        if not due:
            return False
        handler = self.handlers[due[0].kind]
        for start in range(0, len(due), handler.batch):
            if self.stop.is_set():
                break
            self._do(handler, due[start : start + handler.batch])
        return True

    def _do(self, handler: Handler, jobs: list[queue.DueJob]) -> None:
        try:
            handler.run([job.key for job in jobs])
        except Exception as fault:
            if is_full(fault):
                raise  # not the job's fault: it waits for free space, and no attempt is counted
            error = traceback.format_exc(limit=-4)
            if len(jobs) > 1:
                self._halve(handler, jobs)
                return
            log.warning("job %s %s failed: %s", jobs[0].kind, jobs[0].key, error.strip().splitlines()[-1])
            with self.database.transaction() as session:
                queue.fail(session, jobs[0], error)
            return
        with self.database.transaction() as session:
            queue.finish(session, jobs)
            if handler.every is not None:
                queue.enqueue_by(session, jobs[0].kind, [queue.RECURRING], delay=handler.every)

    def _halve(self, handler: Handler, jobs: list[queue.DueJob]) -> None:
        middle = len(jobs) // 2
        self._do(handler, jobs[:middle])
        self._do(handler, jobs[middle:])
