"""Stores, discards and restores drafts; nothing is ever overwritten.

A draft belongs to its writer alone. If another tab continues it, the first tab goes on under a new slot.
"""

import secrets
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level, reach, require
from kms.core.clock import now
from kms.core.errors import Conflict, Invalid, NotFound
from kms.core.text import N_
from kms.markup.render import check_size
from kms.wiki.drafting.inputs import DraftWords
from kms.wiki.drafting.queries import find_draft, get_draft
from kms.wiki.models import Draft, Page, Revision
from kms.wiki.pages import queries

MOST = 300
"""Drafts per person; beyond that the oldest are removed, discarded ones first."""
UNDO = timedelta(days=7)
"""How long a discarded draft can be restored."""


class DraftMoved(Conflict):
    """The draft was continued, saved or discarded elsewhere: go on under a new slot."""

    def __init__(self) -> None:
        super().__init__(N_("This draft was continued in another window."))


def new_slot() -> str:
    """A slot name that is not in use."""
    return secrets.token_urlsafe(12)


def keep(session: Session, actor: Actor, slot: str, words: DraftWords) -> Draft | None:
    """Store the draft; None if its text is already what the page says.

    Raises DraftMoved if another tab changed this draft, NotFound or Forbidden for a new draft of a page or in a space
    that the person may not change. An existing draft is stored even then, so that its text is not lost.
    """
    check_size(words.text)
    draft = find_draft(session, actor.person_id, slot)
    if draft is None:
        return _begin(session, actor, slot, words)
    _require_base(session, draft, words)
    if words.tab and draft.tab == words.tab:
        if words.turn > draft.turn:
            _write(draft, words)
    elif draft.version == words.version:
        _write(draft, words)
    else:
        raise DraftMoved
    return draft


def put_away(session: Session, actor: Actor, slot: str, words: DraftWords) -> Draft | None:
    """Store the text in any case, under a new slot if the draft was changed elsewhere."""
    try:
        return keep(session, actor, slot, words)
    except DraftMoved:
        return keep(session, actor, new_slot(), replace(words, version=0))


def remove(session: Session, actor: Actor, slot: str) -> None:
    """Delete a draft that was saved."""
    session.execute(delete(Draft).where(Draft.person_id == actor.person_id, Draft.slot == slot))


def discard(session: Session, actor: Actor, slot: str) -> Draft:
    """Discard a draft; it can be restored for a week. Raises NotFound."""
    draft = get_draft(session, actor.person_id, slot)
    draft.discarded_at = now()
    return draft


def restore(session: Session, actor: Actor, slot: str) -> Draft:
    """Undo a discard. Raises NotFound."""
    draft = find_draft(session, actor.person_id, slot)
    if draft is None:
        raise NotFound(queries.HIDDEN)
    draft.discarded_at = None
    return draft


def sweep(session: Session) -> None:
    """Delete drafts that were discarded long ago."""
    session.execute(delete(Draft).where(Draft.discarded_at < now() - UNDO))


def _begin(session: Session, actor: Actor, slot: str, words: DraftWords) -> Draft | None:
    if words.version:
        raise DraftMoved
    draft = Draft(person_id=actor.person_id, slot=slot, version=0)
    _put_in_place(session, actor, draft, words)
    _require_base(session, draft, words)
    if draft.page_id and _is_saved(session, draft.page_id, words):
        return None
    _make_room(session, actor.person_id)
    _write(draft, words)
    session.add(draft)
    session.flush()
    return draft


def _put_in_place(session: Session, actor: Actor, draft: Draft, words: DraftWords) -> None:
    readable = reach(session, actor)
    if words.page_id:
        page = queries.get_page(session, readable, words.page_id)
        require(session, actor, page, Level.WRITE)
        draft.page_id, draft.space_id = page.id, page.space_id
        return
    space = queries.get_space(session, readable, words.space)
    require(session, actor, space, Level.WRITE)
    parent = queries.find_pages(session, readable, [words.parent_id or 0]).get(words.parent_id or 0)
    draft.space_id, draft.parent_id = space.id, parent.id if parent else None


def _require_base(session: Session, draft: Draft, words: DraftWords) -> None:
    """Without its base text, a draft could never be merged."""
    if draft.page_id and not session.scalar(
        select(Revision.id).where(Revision.page_id == draft.page_id, Revision.number == words.base)
    ):
        raise Invalid({"base_revision": N_("Say which revision this is based on.")})


def _is_saved(session: Session, page_id: int, words: DraftWords) -> bool:
    """Whether the page already has this text: text that arrives after it was saved must not start a draft."""
    head = session.get_one(Revision, session.get_one(Page, page_id).head_id)
    return words.base < head.number and not words.section and words.text == head.text and words.title == head.title


def _make_room(session: Session, person_id: int) -> None:
    order = (Draft.discarded_at.is_not(None), Draft.updated_at.desc())
    kept = select(Draft.id).where(Draft.person_id == person_id).order_by(*order).limit(MOST - 1)
    session.execute(delete(Draft).where(Draft.person_id == person_id, Draft.id.not_in(kept)))


def _write(draft: Draft, words: DraftWords) -> None:
    draft.version += 1
    draft.tab, draft.turn = words.tab, words.turn
    draft.base_revision, draft.section = words.base, words.section
    draft.title, draft.text, draft.tags, draft.summary = words.title, words.text, words.tags, words.summary
    draft.template = words.template
    draft.updated_at, draft.discarded_at = now(), None
