"""Saves an edited page: merged with concurrent changes, stored as its newest revision."""

from dataclasses import replace

from sqlalchemy.orm import Session

from kms.access.policy import Actor, reach
from kms.core.unit_of_work import UnitOfWork
from kms.wiki.drafting import service as drafts
from kms.wiki.pages import queries
from kms.wiki.revisions import service as revisions
from kms.wiki.revisions.prepared import PreparedEdit
from kms.wiki.saving import preparing
from kms.wiki.saving.preparing import EditedPage
from kms.wiki.saving.turns import in_turn


def save(work: UnitOfWork, actor: Actor, edited: EditedPage, slot: str = "") -> PreparedEdit:
    """Save the edit; its draft `slot` is deleted in the same transaction.

    Raises NotFound, Forbidden, and EditConflict if it cannot be merged.
    """
    page_id = edited.page.id

    def prepare(session: Session, again: bool) -> PreparedEdit:
        page = queries.get_page(session, reach(session, actor), page_id) if again else edited.page
        return preparing.prepare_on(session, actor, replace(edited, page=page))

    def store(session: Session, prepared: PreparedEdit) -> None:
        revisions.save_page(session, actor, page_id, prepared)
        if slot:
            drafts.remove(session, actor, slot)

    return in_turn(work, page_id, prepare, store)
