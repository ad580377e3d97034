"""Two worker processes for slow work, fed in order and slightly ahead; small sets run in this process."""

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from kms.core.processes import watch_parent

T = TypeVar("T")
R = TypeVar("R")
SMALL, BATCH, AHEAD, PROCESSES = 60, 25, 6, 2


class Workers:
    """Provides `map`; open with `workers()`."""

    def __init__(self, pool: ProcessPoolExecutor | None) -> None:
        self._pool = pool

    def map(self, function: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """The results in the order of `items`, which are consumed as needed."""
        if self._pool is None:
            yield from map(function, items)
            return
        left = iter(items)
        waiting: deque[tuple[list[T], Future[list[R]] | None]] = deque()
        while True:
            while len(waiting) < AHEAD and (batch := list(islice(left, BATCH))):
                waiting.append((batch, self._send(function, batch)))
            if not waiting:
                return
            batch, future = waiting.popleft()
            yield from self._result(function, batch, future)

    def _send(self, function: Callable[[T], R], batch: list[T]) -> "Future[list[R]] | None":
        try:
            return self._pool.submit(_do, function, batch) if self._pool else None
        except BrokenProcessPool:
            return None

    def _result(self, function: Callable[[T], R], batch: list[T], future: "Future[list[R]] | None") -> list[R]:
        """If processes cannot start or were killed, the work is done in this process."""
        try:
            return future.result() if future else _do(function, batch)
        except BrokenProcessPool:
            return _do(function, batch)


@contextmanager
def workers(count: int) -> Iterator[Workers]:
    """Workers for `count` items; their processes end with the block, and with this process however it ends."""
    if count < SMALL or (os.cpu_count() or 1) < 2:
        yield Workers(None)
        return
    start = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(PROCESSES, mp_context=start, initializer=_start, initargs=(os.getpid(),))
    try:
        yield Workers(pool)
    finally:
        pool.shutdown(cancel_futures=True)


def _start(parent: int) -> None:
    os.environ["KMS_PARENT"] = str(parent)
    watch_parent()
    gc.set_threshold(50_000)  # parsing makes many small objects that live for one page


def _do(function: Callable[[T], R], batch: list[T]) -> list[R]:
    return [function(item) for item in batch]
