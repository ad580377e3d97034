"""What a process remembers of one epoch of the database, so that it is worked out once and never shown stale."""

import threading
import time
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

T = TypeVar("T")
SECONDS = 300
"""What also depends on the clock, as an announcement that ends, is behind by so much at most."""


class EpochCache:
    """Values by key, all of one epoch; a new epoch forgets them, and so do five minutes. Safe for threads."""

    def __init__(self, most: int = 1000, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._began = clock()
        self._epoch = -1
        self._values: dict[Hashable, object] = {}
        self._lock = threading.Lock()

    def get(self, epoch: int, key: Hashable, make: Callable[[], T]) -> T:
        """The value of this key in this epoch, made where it is not known yet.

        `key` must name everything the value depends on besides the database, the reader's reach above all.
        """
        with self._lock:
            if epoch > self._epoch or self._clock() - self._began > SECONDS:
                self._epoch, self._values, self._began = max(epoch, self._epoch), {}, self._clock()
            if epoch == self._epoch and key in self._values:
                return cast(T, self._values[key])
        value = make()
        with self._lock:
            if epoch == self._epoch:
                if len(self._values) >= self._most:
                    self._values.pop(next(iter(self._values)))
                self._values[key] = value
        return value
