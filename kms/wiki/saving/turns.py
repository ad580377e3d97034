"""Prepare outside the transaction, store inside it; retry if somebody else saved in between."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from kms.core.fair_lock import FairLock
from kms.core.unit_of_work import UnitOfWork
from kms.wiki.revisions.service import HeadMoved

T = TypeVar("T")
TRIES = 5
_TURNS = [FairLock() for _ in range(64)]
"""Savers of one page queue up within each process: if several prepared at once, all but one would do so in vain."""


def in_turn(
    work: UnitOfWork, place: int, prepare: Callable[[Session, bool], T], store: Callable[[Session, T], None]
) -> T:
    """Returns what was prepared and stored; `prepare` is told whether this is a retry. Raises HeadMoved after too many
    tries.

    The last try prepares inside the transaction, where nobody else can save in between.
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
