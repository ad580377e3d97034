"""What a use case needs of the database that prepares before it writes, and begins again where somebody was faster."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kms.core.fair_lock import FairLock


@dataclass(frozen=True)
class UnitOfWork:
    """Made at the edge, which commits: `reading()` and `writing()` give the session to use now, `abandon()` rolls back
    and lets go of the write lock, `hold()` takes a lock that is given back after the commit."""

    reading: Callable[[], Session]
    writing: Callable[[], Session]
    abandon: Callable[[], None]
    hold: Callable[[FairLock], None]
