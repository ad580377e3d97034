"""Use cases that move pages: within the tree, to the trash and back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, literal, select, update
from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level, reach, require
from kms.access.service import grants_of, lists_around
from kms.core.clock import now
from kms.core.errors import Forbidden, Invalid, NotFound
from kms.core.text import N_
from kms.core.unit_of_work import UnitOfWork
from kms.notifications.kinds import NotificationKind, register_kind
from kms.notifications.service import notify
from kms.sharing.service import SharingDiff, diff_between, people_by_level
from kms.wiki.links.repair import LinkRepair, plan_moved
from kms.wiki.models import Attachment, Page, Space
from kms.wiki.moving.inputs import PageMove
from kms.wiki.pages import index_jobs, queries, responsible
from kms.wiki.pages.service import DEEPEST, get_for_change
from kms.wiki.revisions.service import apply_repairs
from kms.wiki.saving.turns import in_turn
from kms.wiki.sharing import restricting

GONE_ALONG = register_kind(
    NotificationKind(
        "page.gone_along",
        N_("Pages that I look after go to the trash with a page above them"),
        N_("%(who)s moved a page to the trash, and pages that you look after went along"),
        folds=True,
    )
)
MOST_TOLD = 200


@dataclass(frozen=True)
class TrashedPages:
    """What was moved to the trash: the page and `below` pages under it."""

    title: str
    space: str
    below: int


def move(work: UnitOfWork, actor: Actor, page_id: int, to: PageMove) -> None:
    """Move a page and everything below it, repairing links to and from them."""

    def store(session: Session, repairs: list[LinkRepair]) -> None:
        move_page(session, actor, page_id, to, repairs)

    in_turn(work, page_id, lambda session, _: plan_repairs(session, actor, page_id, to), store)


def plan_repairs(session: Session, actor: Actor, page_id: int, move: PageMove) -> list[LinkRepair]:
    """The link repairs to pass to `move_page`; compute them outside its transaction."""
    plan = plan_move(session, actor, page_id, move)
    return plan_moved(session, plan.page, plan.space, plan.path)


def move_page(session: Session, actor: Actor, page_id: int, move: PageMove, repairs: Sequence[LinkRepair] = ()) -> Page:
    """Move a page and everything below it; needs write access to both places.

    The page is guarded by what it is placed under; restrictions that begin in it move along. Raises HeadMoved if a
    repaired page has changed.
    """
    plan = plan_move(session, actor, page_id, move)
    page = plan.page
    _carry(session, page, plan.space, plan.path)
    page.parent_id = plan.parent.id if plan.parent else None
    session.flush()  # flush before the lists change; the page is read again afterwards
    restricting.put_elsewhere(session, page, plan.old_list, plan.new_list)
    session.flush()
    session.expire_all()  # the move bypassed the session
    apply_repairs(session, repairs)
    return page


@dataclass(frozen=True)
class MovePlan:
    """A permitted move: where the page goes, and the access lists that guard it before and after."""

    page: Page
    space: Space
    parent: Page | None
    path: str
    old_list: int
    new_list: int


def plan_move(session: Session, actor: Actor, page_id: int, move: PageMove) -> MovePlan:
    """Check whether a page may be moved there. Raises NotFound, Forbidden, Invalid.

    Moving a page out of a restriction opens it to others, so it requires managing that restriction.
    """
    page = get_for_change(session, actor, page_id)
    space = queries.get_space(session, reach(session, actor), move.space)
    require(session, actor, space, Level.WRITE)
    parent = _find_new_parent(session, actor, space, page, move.parent_id)
    path = f"{parent.path if parent else '/'}{page.id}/"
    depth = session.scalar(select(func.max(func.length(Page.path))).where(queries.below(page.path))) or 0
    if path.count("/") > DEEPEST or depth - len(page.path) + len(path) > 1000:
        raise Invalid({"parent": N_("Pages can be nested %(n)s levels deep at most.", n=DEEPEST)})
    old = restricting.list_above(session, page.space_id, page.parent_id)
    new = parent.acl_id if parent else space.acl_id
    if restricting.is_narrowed(session, old) and old not in (new, *lists_around(session, new)):
        _require_manager(session, actor, old)
    return MovePlan(page, space, parent, path, old, new)


def effect_of(session: Session, actor: Actor, plan: MovePlan) -> SharingDiff:
    """Who gains and who loses access to the page by the move."""
    own = plan.page.acl_id != plan.old_list
    before = people_by_level(session, plan.page.acl_id, lists_around(session, plan.page.acl_id))
    around = [plan.new_list, *lists_around(session, plan.new_list)]
    after = people_by_level(session, plan.page.acl_id if own else plan.new_list, around if own else around[1:])
    return diff_between(session, actor, before, after)


def _require_manager(session: Session, actor: Actor, acl_id: int) -> None:
    if acl_id not in reach(session, actor, Level.MANAGE).acl_ids:
        raise Forbidden(N_("The page is restricted here. Only those who manage the restriction can take it elsewhere."))


def trash_page(session: Session, actor: Actor, page_id: int) -> TrashedPages:
    """Move a page and everything below it to the trash, from where it can be restored.

    The result counts only pages the actor can see; the people responsible for the others are notified
    (docs/decisions/0022-trash-tells-of-nothing-hidden.md).
    """
    page = get_for_change(session, actor, page_id)
    ids = list(session.scalars(select(Page.id).where(queries.below(page.path), Page.trashed_at.is_(None))))
    seen = set(queries.find_pages(session, reach(session, actor), ids))
    _tell_of_hidden(session, actor, page.space_id, set(ids) - seen)
    moment = now()
    session.execute(update(Page).where(Page.id.in_(ids)).values(trashed_at=moment, trashed_by=actor.person_id))
    index_jobs.enqueue_pages(session, ids)
    space = session.get(Space, page.space_id)
    return TrashedPages(page.title, space.slug if space else "", len(seen) - 1)


def _tell_of_hidden(session: Session, actor: Actor, space_id: int, hidden: Iterable[int]) -> None:
    pages = [session.get_one(Page, id) for id in sorted(hidden)[:MOST_TOLD]]
    people = {id for page in pages for id in responsible.people_for(session, page)}
    notify(session, people, GONE_ALONG.name, ("space", space_id), actor.person_id)


def restore_page(session: Session, actor: Actor, page_id: int) -> Page:
    """Restore a page and what was trashed with it, at the top of its space if its parent is gone."""
    page = session.get(Page, page_id)
    if page is None or page.trashed_at is None:
        raise NotFound(queries.HIDDEN)
    require(session, actor, page, Level.WRITE)
    query = select(Page.id).where(queries.below(page.path), Page.trashed_at == page.trashed_at)
    ids = list(session.scalars(query))
    session.execute(update(Page).where(Page.id.in_(ids)).values(trashed_at=None, trashed_by=None))
    parent = session.get(Page, page.parent_id) if page.parent_id else None
    if parent is not None and parent.trashed_at is not None:
        space = session.get(Space, page.space_id)
        assert space is not None
        if restricting.is_narrowed(session, page.acl_id) and page.acl_id == parent.acl_id:
            restricting.keep_apart(session, page, grants_of(session, page.acl_id))
        _carry(session, page, space, f"/{page.id}/")
        page.parent_id = None
    session.refresh(page)
    index_jobs.enqueue_pages(session, ids)
    return page


def _find_new_parent(session: Session, actor: Actor, space: Space, page: Page, parent_id: int | None) -> Page | None:
    if parent_id is None:
        return None
    parent = session.get(Page, parent_id)
    writable = reach(session, actor, Level.WRITE)
    if parent is None or parent.space_id != space.id or parent.trashed_at is not None or not writable.covers(parent):
        raise Invalid({"parent": N_("The page above does not exist in this space.")})
    if parent.path.startswith(page.path):
        raise Invalid({"parent": N_("A page cannot be moved below itself.")})
    return parent


def _carry(session: Session, page: Page, space: Space, new_path: str) -> None:
    """Update the place of pages and files; what guards them is unchanged."""
    old_path = page.path
    ids = list(session.scalars(select(Page.id).where(queries.below(old_path))))
    session.execute(
        update(Page)
        .where(queries.below(old_path))
        .values(path=literal(new_path).concat(func.substr(Page.path, len(old_path) + 1)), space_id=space.id)
        .execution_options(synchronize_session=False)
    )
    inside = select(Page.id).where(queries.below(new_path)).scalar_subquery()
    session.execute(
        update(Attachment)
        .where(Attachment.page_id.in_(inside))
        .values(space_id=space.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(page)
    index_jobs.enqueue_pages(session, ids)
