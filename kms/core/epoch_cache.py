"""An in-process cache that is valid for one epoch of the database, so it is never stale."""

import threading
import time
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

T = TypeVar("T")
SECONDS = 300
"""What also depends on the clock, as an announcement that ends, is behind by so much at most."""


class EpochCache:
    """Cached values by key, all of one epoch; a new epoch clears them, and so do five minutes. Thread-safe."""

    def __init__(self, most: int = 1000, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._began = clock()
        self._epoch = -1
        self._values: dict[Hashable, object] = {}
        self._lock = threading.Lock()

    def get(self, epoch: int, key: Hashable, make: Callable[[], T]) -> T:
        """Return the value of this key in this epoch, calling `make` on a miss. `key` must include everything the value
        depends on besides the database, above all the reader's reach."""
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
