"""Saving a page within a request: prepared outside the transaction, stored inside it, again where it moved on."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from kms.core.errors import Invalid
from kms.core.fair_lock import FairLock
from kms.core.rate_limit import RateLimit
from kms.core.text import N_, clean_line
from kms.web.identity import actor
from kms.web.transaction import abandon, hold_until_end, is_writing, reading, writing
from kms.wiki.agenda import items
from kms.wiki.drafting import service as drafts
from kms.wiki.links.repair import LinkRepair
from kms.wiki.moving import service as moving
from kms.wiki.moving.inputs import PageMove
from kms.wiki.pages.inputs import PageEdit
from kms.wiki.revisions import service
from kms.wiki.revisions.prepared import PreparedEdit
from kms.wiki.saving import preparing, small_changes

T = TypeVar("T")
TRIES = 5
_SUGGESTIONS = RateLimit(30, 600)
"""So many items one person may suggest in ten minutes."""
_TURNS = [FairLock() for _ in range(64)]
"""Savers of one page wait in line in each process: of those that prepare side by side all but one do so in vain."""


def save(page_id: int, edit: PageEdit, slot: str = "") -> PreparedEdit:
    """Prepare outside the transaction, store inside it; again where somebody saved in between.

    The draft `slot` that was being written goes with the same transaction.
    """

    def store(session: Session, prepared: PreparedEdit) -> None:
        service.save_page(session, actor(), page_id, prepared)
        drafts.remove(session, actor(), slot)

    return _in_turn(page_id, lambda session: preparing.prepare(session, actor(), page_id, edit), store)


def set_done(task_id: int, *, done: bool) -> PreparedEdit:
    """Tick a task, or no longer, as a save of its page."""

    def store(session: Session, prepared: PreparedEdit) -> None:
        small_changes.store_tick(session, actor(), task_id, prepared)

    return _in_turn(task_id, lambda session: small_changes.prepare_tick(session, actor(), task_id, done=done), store)


def add_suggestion(page_id: int, words: str) -> PreparedEdit:
    """Add an item to an agenda, as a save of it. Raises Invalid for an empty line."""
    line = clean_line(words)[: items.LONGEST]
    if not line:
        raise Invalid({"text": N_("Please fill this in.")})
    _SUGGESTIONS.take(actor().person_id)

    def store(session: Session, prepared: PreparedEdit) -> None:
        small_changes.store_suggestion(session, actor(), page_id, prepared)

    return _in_turn(page_id, lambda session: small_changes.prepare_suggestion(session, actor(), page_id, line), store)


def move(page_id: int, to: PageMove) -> None:
    """Put a page and all below it elsewhere, with the links to and from them repaired."""

    def store(session: Session, repairs: list[LinkRepair]) -> None:
        moving.move_page(session, actor(), page_id, to, repairs)

    _in_turn(page_id, lambda session: moving.plan_repairs(session, actor(), page_id, to), store)


def _in_turn(place: int, prepare: Callable[[Session], T], store: Callable[[Session, T], None]) -> T:
    if not is_writing():
        hold_until_end(_TURNS[place % len(_TURNS)])
    for attempt in range(TRIES):
        prepared = prepare(reading() if attempt < TRIES - 1 else writing())
        try:
            store(writing(), prepared)
        except service.HeadMoved:
            abandon()
        else:
            return prepared
    raise service.HeadMoved
