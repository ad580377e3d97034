"""Use cases that move pages: to another place in the tree, to the trash and back."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, literal, select, update
from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level, reach, require
from kms.core.clock import now
from kms.core.errors import Invalid, NotFound
from kms.core.text import N_
from kms.wiki import notes, queries
from kms.wiki.inputs import Move
from kms.wiki.models import Attachment, Page, Space
from kms.wiki.service import DEEPEST, get_for_change


@dataclass(frozen=True)
class Trashed:
    """What went to the trash: the page and `below` pages under it."""

    title: str
    space: str
    below: int


def move_page(session: Session, actor: Actor, page_id: int, move: Move) -> Page:
    """Put a page and all below it elsewhere; needs the right to write here and there."""
    page = get_for_change(session, actor, page_id)
    space = queries.get_space(session, reach(session, actor), move.space)
    require(session, actor, space, Level.WRITE)
    parent = _find_new_parent(session, space, page, move.parent_id)
    old_path = page.path
    new_path = f"{parent.path if parent else '/'}{page.id}/"
    depth = session.scalar(select(func.max(func.length(Page.path))).where(_below(old_path))) or 0
    if new_path.count("/") > DEEPEST or depth - len(old_path) + len(new_path) > 1000:
        raise Invalid({"parent": N_("Pages can be nested %(n)s levels deep at most.", n=DEEPEST)})
    _carry(session, page, space, old_path, new_path)
    page.parent_id = parent.id if parent else None
    session.flush()
    return page


def trash_page(session: Session, actor: Actor, page_id: int) -> Trashed:
    """Put a page and all below it into the trash, from where they can come back."""
    page = get_for_change(session, actor, page_id)
    ids = list(session.scalars(select(Page.id).where(_below(page.path), Page.trashed_at.is_(None))))
    moment = now()
    session.execute(update(Page).where(Page.id.in_(ids)).values(trashed_at=moment, trashed_by=actor.person_id))
    notes.pages_changed(session, ids)
    space = session.get(Space, page.space_id)
    return Trashed(page.title, space.slug if space else "", len(ids) - 1)


def restore_page(session: Session, actor: Actor, page_id: int) -> Page:
    """Bring a page and what went with it back; at the top of its space where the page above is gone."""
    page = session.get(Page, page_id)
    if page is None or page.trashed_at is None:
        raise NotFound(queries.HIDDEN)
    require(session, actor, page, Level.WRITE)
    query = select(Page.id).where(_below(page.path), Page.trashed_at == page.trashed_at)
    ids = list(session.scalars(query))
    session.execute(update(Page).where(Page.id.in_(ids)).values(trashed_at=None, trashed_by=None))
    parent = session.get(Page, page.parent_id) if page.parent_id else None
    if parent is not None and parent.trashed_at is not None:
        space = session.get(Space, page.space_id)
        assert space is not None
        _carry(session, page, space, page.path, f"/{page.id}/")
        page.parent_id = None
    session.refresh(page)
    notes.pages_changed(session, ids)
    return page


def _find_new_parent(session: Session, space: Space, page: Page, parent_id: int | None) -> Page | None:
    if parent_id is None:
        return None
    parent = session.get(Page, parent_id)
    if parent is None or parent.space_id != space.id or parent.trashed_at is not None:
        raise Invalid({"parent": N_("The page above does not exist in this space.")})
    if parent.path.startswith(page.path):
        raise Invalid({"parent": N_("A page cannot be moved below itself.")})
    return parent


def _carry(session: Session, page: Page, space: Space, old_path: str, new_path: str) -> None:
    ids = list(session.scalars(select(Page.id).where(_below(old_path))))
    session.execute(
        update(Page)
        .where(Page.id.in_(ids))
        .values(
            path=literal(new_path).concat(func.substr(Page.path, len(old_path) + 1)),
            space_id=space.id,
            acl_id=space.acl_id,
        )
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Attachment).where(Attachment.page_id.in_(ids)).values(space_id=space.id, acl_id=space.acl_id)
    )
    session.refresh(page)
    notes.pages_changed(session, ids)


def _below(path: str) -> ColumnElement[bool]:
    return Page.path.startswith(path, autoescape=True)
