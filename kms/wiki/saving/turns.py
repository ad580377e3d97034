"""Prepare outside the transaction, store inside it; again where somebody saved in between."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from kms.core.fair_lock import FairLock
from kms.core.unit_of_work import UnitOfWork
from kms.wiki.revisions.service import HeadMoved

T = TypeVar("T")
TRIES = 5
_TURNS = [FairLock() for _ in range(64)]
"""Savers of one page wait in line in each process: of those that prepare side by side all but one do so in vain."""


def in_turn(
    work: UnitOfWork, place: int, prepare: Callable[[Session, bool], T], store: Callable[[Session, T], None]
) -> T:
    """What was prepared and stored; `prepare` learns whether it is asked again. Raises HeadMoved after too many tries.

    The last try prepares inside the transaction, where nobody can be faster.
    """
    work.hold(_TURNS[place % len(_TURNS)])
    for attempt in range(TRIES):
        prepared = prepare(work.reading() if attempt < TRIES - 1 else work.writing(), attempt > 0)
        try:
            store(work.writing(), prepared)
        except HeadMoved:
            work.abandon()
        else:
            return prepared
    raise HeadMoved
