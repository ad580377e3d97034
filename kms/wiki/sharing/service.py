"""Use cases: who may read, edit and manage a space, a page and all below it."""

from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level, level_of, reach, require
from kms.access.service import grants_of, lists_around, set_grants
from kms.accounts import sharing
from kms.accounts.sharing import SharingChange, SharingState
from kms.wiki.models import Page, Space
from kms.wiki.pages import queries
from kms.wiki.pages.service import get_for_change
from kms.wiki.sharing import restricting


def space_scene(session: Session, actor: Actor, slug: str) -> tuple[Space, SharingState]:
    """How a space is shared. Raises NotFound, Forbidden without the right to manage it."""
    space = queries.get_space(session, reach(session, actor), slug)
    require(session, actor, space, Level.MANAGE)
    return space, SharingState(grants_of(session, space.acl_id))


def share_space(session: Session, actor: Actor, slug: str, wish: SharingChange) -> None:
    """Make these the lines of the space's list; restricted pages in it follow by themselves."""
    space, scene = space_scene(session, actor, slug)
    sharing.check(session, actor, scene, wish)
    set_grants(session, space.acl_id, wish.grants)


def page_scene(session: Session, actor: Actor, page_id: int) -> tuple[Page, SharingState]:
    """How a page is shared. Who may write it may restrict it; a restriction is changed by who manages it.

    Those who manage what the page stands in go on managing it, unless one of them decides otherwise.
    """
    page = get_for_change(session, actor, page_id)
    above = restricting.list_above(session, page.space_id, page.parent_id)
    managers = {name for name, level in grants_of(session, above).items() if level == Level.MANAGE}
    over = above in reach(session, actor, Level.MANAGE).acl_ids
    if page.acl_id != above:
        require(session, actor, page, Level.MANAGE)
        grants = grants_of(session, page.acl_id)
        staying = frozenset() if over else frozenset(name for name in managers if grants.get(name) == Level.MANAGE)
        around = tuple(lists_around(session, page.acl_id))
        return page, SharingState(grants, around, narrowed=True, staying=staying)
    begin = dict.fromkeys(sorted(managers), Level.MANAGE)
    if not over or not managers & set(actor.principals):
        begin[f"user:{actor.person_id}"] = Level.MANAGE
    around = (above, *lists_around(session, above))
    return page, SharingState(begin, around, narrowed=False, staying=frozenset() if over else frozenset(managers))


def share_page(session: Session, actor: Actor, page_id: int, wish: SharingChange) -> None:
    """Restrict a page and all below it to these, or open it again to all who reach what it stands in."""
    page, scene = page_scene(session, actor, page_id)
    sharing.check(session, actor, scene, wish)
    if wish.narrowed:
        restricting.restrict(session, page, wish.grants)
    else:
        restricting.lift(session, page)


def may_share(session: Session, actor: Actor, page: queries.PageRow) -> bool:
    """Whether the actor may change who sees the page."""
    held = level_of(session, actor, page) or 0
    if held < Level.WRITE:
        return False
    above = restricting.list_above(session, page.space_id, page.parent_id)
    return held >= Level.MANAGE or page.acl_id == above
