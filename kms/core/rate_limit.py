"""Per-process rate limit for costly requests: a sliding window in memory."""

import threading
import time
from collections import deque
from collections.abc import Callable

from kms.core.errors import TooMany
from kms.core.text import N_

_MOST_KEYS = 10_000


class RateLimit:
    """At most `times` calls in `seconds` for each key; `take` raises TooMany beyond that."""

    def __init__(self, times: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._times, self._seconds, self._clock = times, seconds, clock
        self._taken: dict[object, deque[float]] = {}
        self._lock = threading.Lock()

    def take(self, key: object) -> None:
        """Count one call; raises TooMany with the seconds until the next one is allowed."""
        now = self._clock()
        with self._lock:
            if len(self._taken) > _MOST_KEYS:
                self._taken = {key: taken for key, taken in self._taken.items() if taken[-1] > now - self._seconds}
            taken = self._taken.setdefault(key, deque(maxlen=self._times))
            if len(taken) == self._times and taken[0] > now - self._seconds:
                wait = int(taken[0] + self._seconds - now) + 1
                raise TooMany(N_("That was too often in a short time. Please wait a moment."), wait)
            taken.append(now)
