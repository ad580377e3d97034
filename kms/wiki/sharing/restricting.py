"""Restricted pages: an access list for a page and everything below it, which narrows the list that guarded it before.

A page without one is guarded by the nearest restricted page above it, or by the space. All pages of one restriction
share its list, so that changing who is on it changes one list, however many pages there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from kms.access.models import AccessList
from kms.access.policy import Level
from kms.access.service import drop_list, lists_around, own_list, put_within, set_grants
from kms.wiki.models import Attachment, Page, Space
from kms.wiki.pages import index_jobs
from kms.wiki.pages.places import parse_path
from kms.wiki.pages.queries import below


@dataclass(frozen=True)
class PageGuards:
    """What guards a page: its list, the enclosing lists, and the page that the restriction begins at (None: the space).

    `is_own` says that the restriction begins at this page.
    """

    acl_id: int
    around: tuple[int, ...]
    root: tuple[int, str] | None
    is_own: bool

    @property
    def is_restricted(self) -> bool:
        return bool(self.around)


def guards_of(session: Session, page_id: int, acl_id: int, path: str) -> PageGuards:
    """What guards a page that was found readable."""
    around = tuple(lists_around(session, acl_id))
    if not around:
        return PageGuards(acl_id, (), None, is_own=False)
    way = parse_path(path)
    rows = session.execute(select(Page.id, Page.title).where(Page.id.in_(way), Page.acl_id == acl_id))
    titles = {id: title for id, title in rows}
    root = next(id for id in way if id in titles)
    return PageGuards(acl_id, around, (root, titles[root]), is_own=root == page_id)


def list_above(session: Session, space_id: int, parent_id: int | None) -> int:
    """The list that guards a new page here: the parent page's, or the space's."""
    if parent_id is not None:
        return session.scalars(select(Page.acl_id).where(Page.id == parent_id)).one()
    return session.scalars(select(Space.acl_id).where(Space.id == space_id)).one()


def is_narrowed(session: Session, acl_id: int) -> bool:
    """Whether this is the list of a restriction."""
    return bool(lists_around(session, acl_id))


def restrict(session: Session, page: Page, grants: Mapping[str, Level]) -> None:
    """Restrict the page and everything below it, or change the restriction that begins here."""
    above = list_above(session, page.space_id, page.parent_id)
    if page.acl_id != above:
        set_grants(session, page.acl_id, grants)
        return
    put_under(session, page, above, own_list(session, grants, within_id=above))


def lift(session: Session, page: Page) -> None:
    """Lift the page's restriction: it and everything below it are guarded by what is above again."""
    above, own = list_above(session, page.space_id, page.parent_id), page.acl_id
    if own != above:
        put_under(session, page, own, above)
        if not _is_used(session, own):
            drop_list(session, own)


def put_under(session: Session, page: Page, old_id: int, new_id: int) -> None:
    """Replace the list `old_id` with `new_id` on the page and everything below it; restrictions nested in the one
    become nested in the other."""
    moved = list(session.scalars(select(Page.id).where(below(page.path), Page.acl_id == old_id)))
    inside = set(session.scalars(select(Page.acl_id).where(below(page.path)).distinct())) - {old_id, new_id}
    files = select(Page.id).where(below(page.path)).scalar_subquery()
    quietly = {"synchronize_session": False}
    change = update(Attachment).where(Attachment.page_id.in_(files), Attachment.acl_id == old_id)
    session.execute(change.values(acl_id=new_id).execution_options(**quietly))
    change = update(Page).where(below(page.path), Page.acl_id == old_id)
    session.execute(change.values(acl_id=new_id).execution_options(**quietly))
    put_within(session, inside, old_id, new_id)
    session.refresh(page)
    index_jobs.enqueue_pages(session, moved)


def put_elsewhere(session: Session, page: Page, old_id: int, new_id: int) -> None:
    """The page has moved from under `old_id` to under `new_id`: a restriction that begins at it moves along."""
    if old_id == new_id:
        return
    if page.acl_id == old_id:
        put_under(session, page, old_id, new_id)
    else:
        put_within(session, [page.acl_id], old_id, new_id)


def keep_apart(session: Session, page: Page, grants: Mapping[str, Level]) -> None:
    """The page leaves its restriction without being opened: it takes an equal list along."""
    outer = session.scalar(select(AccessList.within_id).where(AccessList.id == page.acl_id))
    put_under(session, page, page.acl_id, own_list(session, grants, within_id=outer))


def restricted_among(session: Session, acl_ids: Sequence[int]) -> set[int]:
    """Those of these lists that are restrictions."""
    query = select(AccessList.id).where(AccessList.id.in_(set(acl_ids)), AccessList.within_id.is_not(None))
    return set(session.scalars(query))


def _is_used(session: Session, acl_id: int) -> bool:
    uses = (
        exists().where(Page.acl_id == acl_id),
        exists().where(Attachment.acl_id == acl_id),
        exists().where(AccessList.within_id == acl_id),
    )
    return any(session.scalar(select(use)) for use in uses)
