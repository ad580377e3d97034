"""What a use case needs from the database if it prepares before it writes and retries after a concurrent change."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kms.core.fair_lock import FairLock


@dataclass(frozen=True)
class UnitOfWork:
    """Created at the edge, which commits.

    `reading()` and `writing()` return the current session, `abandon()` rolls back and releases the write lock, `hold()`
    takes a lock that is released after the commit.
    """

    reading: Callable[[], Session]
    writing: Callable[[], Session]
    abandon: Callable[[], None]
    hold: Callable[[FairLock], None]
