"""Saving a page within a request: prepared outside the transaction, stored inside it, again where it moved on."""

from kms.web.identity import actor
from kms.web.transaction import abandon, reading, writing
from kms.wiki import preparing, service
from kms.wiki.inputs import PageEdit

TRIES = 5


def save(page_id: int, edit: PageEdit) -> preparing.Prepared:
    """Prepare outside the transaction, store inside it; again where somebody saved in between."""
    for attempt in range(TRIES):
        session = reading() if attempt < TRIES - 1 else writing()
        prepared = preparing.prepare(session, actor(), page_id, edit)
        try:
            service.save_page(writing(), actor(), page_id, prepared)
        except service.HeadMoved:
            abandon()
        else:
            return prepared
    raise service.HeadMoved
