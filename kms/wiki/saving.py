"""Saving a page within a request: prepared outside the transaction, stored inside it, again where it moved on."""

from kms.core.fair_lock import FairLock
from kms.web.identity import actor
from kms.web.transaction import abandon, hold_until_end, is_writing, reading, writing
from kms.wiki import drafts, preparing, service
from kms.wiki.inputs import PageEdit

TRIES = 5
_TURNS = [FairLock() for _ in range(64)]
"""Savers of one page wait in line in each process: of those that prepare side by side all but one do so in vain."""


def save(page_id: int, edit: PageEdit, slot: str = "") -> preparing.Prepared:
    """Prepare outside the transaction, store inside it; again where somebody saved in between.

    The draft `slot` that was being written goes with the same transaction.
    """
    if not is_writing():
        hold_until_end(_TURNS[page_id % len(_TURNS)])
    for attempt in range(TRIES):
        session = reading() if attempt < TRIES - 1 else writing()
        prepared = preparing.prepare(session, actor(), page_id, edit)
        try:
            service.save_page(writing(), actor(), page_id, prepared)
            drafts.remove(writing(), actor(), slot)
        except service.HeadMoved:
            abandon()
        else:
            return prepared
    raise service.HeadMoved
