"""Suggest an agenda item without the editor, stored as a revision on top of the newest text.

Anyone who can read an open agenda may add an item; nothing else in the text can be changed this way
(docs/decisions/0018-small-changes.md).
"""

from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level, reach
from kms.core.errors import Conflict, Forbidden, Invalid
from kms.core.rate_limit import RateLimit
from kms.core.text import N_, clean_line
from kms.core.unit_of_work import UnitOfWork
from kms.wiki.agenda import items
from kms.wiki.models import Page
from kms.wiki.pages import queries
from kms.wiki.pages.queries import PageRow
from kms.wiki.revisions import service as revisions
from kms.wiki.revisions.prepared import PreparedEdit
from kms.wiki.saving.preparing import prepare_text
from kms.wiki.saving.turns import in_turn

_SUGGESTIONS = RateLimit(30, 600)
"""Suggestions per person in ten minutes."""


def add_suggestion(work: UnitOfWork, actor: Actor, page_id: int, words: str) -> PreparedEdit:
    """Add an item to an agenda and save it. Raises NotFound, Forbidden, Conflict, Invalid for an empty line."""
    line = clean_line(words)[: items.LONGEST]
    if not line:
        raise Invalid({"text": N_("Please fill this in.")})
    _SUGGESTIONS.take(actor.person_id)

    def store(session: Session, prepared: PreparedEdit) -> None:
        store_suggestion(session, actor, page_id, prepared)

    return in_turn(work, page_id, lambda session, _: prepare_suggestion(session, actor, page_id, line), store)


def prepare_suggestion(session: Session, actor: Actor, page_id: int, words: str) -> PreparedEdit:
    """The agenda with one more item. Raises NotFound, Forbidden, Conflict if nothing can be suggested."""
    page = get_suggestible(session, actor, page_id)
    head = queries.get_head(session, page)
    text = items.with_suggestion(head.text, words, actor.name or actor.user_name)
    return prepare_text(session, page, head, text, f"+ {words}")


def store_suggestion(session: Session, actor: Actor, page_id: int, ready: PreparedEdit) -> Page:
    """Store what was prepared. Raises HeadMoved if somebody else saved in between."""
    page = get_suggestible(session, actor, page_id)
    return revisions.store(session, actor, session.get_one(Page, page.id), ready)


def get_suggestible(session: Session, actor: Actor, page_id: int) -> PageRow:
    """A readable agenda that is still open. Raises NotFound, Forbidden or Conflict."""
    readable = reach(session, actor)
    page = queries.get_page(session, readable, page_id)
    if actor.ceiling < Level.WRITE:
        raise Forbidden(N_("This key may only read."))
    found = items.find_agenda(session, readable, page)
    if found is None or not found.is_open:
        raise Conflict(items.CLOSED)
    return page
