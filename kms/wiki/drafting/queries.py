"""Reads a person's own drafts, with as much of their place as the person may see now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from kms.core.errors import NotFound
from kms.core.reach import Reach
from kms.wiki.models import Draft, Space
from kms.wiki.pages.queries import HIDDEN, PageRow, find_pages, readable_spaces


@dataclass(frozen=True)
class DraftRow:
    """A draft and its place; `page` and `space` are None if the person cannot read them (any more)."""

    draft: Draft
    page: PageRow | None
    space: Space | None

    @property
    def slot(self) -> str:
        return self.draft.slot

    @property
    def title(self) -> str:
        return self.draft.title

    @property
    def kept_at(self) -> datetime:
        return self.draft.updated_at

    @property
    def place(self) -> str:
        """The name of the space, if the person may see it."""
        return self.page.space_name if self.page else self.space.name if self.space else ""


def find_draft(session: Session, person_id: int, slot: str) -> Draft | None:
    """The person's draft in this slot, including discarded ones."""
    return session.scalar(select(Draft).where(Draft.person_id == person_id, Draft.slot == slot))


def get_draft(session: Session, person_id: int, slot: str) -> Draft:
    """The person's draft in this slot; raises NotFound if there is none or it was discarded."""
    draft = find_draft(session, person_id, slot)
    if draft is None or draft.discarded_at is not None:
        raise NotFound(HIDDEN)
    return draft


def drafts_of_page(session: Session, person_id: int, page: PageRow) -> list[Draft]:
    """The person's drafts of a page, most recent first."""
    query = _own(person_id).where(Draft.page_id == page.id)
    return list(session.scalars(query))


def drafts_of_place(session: Session, person_id: int, space_id: int, parent_id: int | None) -> list[Draft]:
    """The person's drafts of new pages in that place, most recent first."""
    query = _own(person_id).where(Draft.page_id.is_(None), Draft.space_id == space_id, Draft.parent_id == parent_id)
    return list(session.scalars(query))


def list_drafts(session: Session, reach: Reach, person_id: int) -> list[DraftRow]:
    """All of the person's drafts, most recent first."""
    return _with_places(session, reach, list(session.scalars(_own(person_id))))


def find_place(session: Session, reach: Reach, draft: Draft) -> DraftRow:
    """The draft with its place, if that is within reach."""
    return _with_places(session, reach, [draft])[0]


def _with_places(session: Session, reach: Reach, drafts: list[Draft]) -> list[DraftRow]:
    pages = find_pages(session, reach, [draft.page_id for draft in drafts if draft.page_id])
    wanted = {draft.space_id for draft in drafts if draft.space_id and not draft.page_id}
    spaces = {space.id: space for space in session.scalars(readable_spaces(reach).where(Space.id.in_(wanted)))}
    return [DraftRow(draft, pages.get(draft.page_id or 0), spaces.get(draft.space_id or 0)) for draft in drafts]


def _own(person_id: int) -> Select[Draft]:
    query = select(Draft).where(Draft.person_id == person_id, Draft.discarded_at.is_(None))
    return query.order_by(Draft.updated_at.desc(), Draft.id.desc())
