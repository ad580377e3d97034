"""Sharing spaces and pages: who may read, edit and manage them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level, level_of, reach, require
from kms.access.service import grants_of, lists_around, set_grants
from kms.sharing import service as sharing
from kms.sharing.shareable import SharingChange, SharingState
from kms.wiki.models import Page, Space
from kms.wiki.pages import queries
from kms.wiki.pages.service import get_for_change
from kms.wiki.sharing import restricting


@dataclass(frozen=True)
class SharedSpace:
    """A space as a shareable item, for those who manage it; restricted pages in it follow automatically."""

    actor: Actor
    slug: str

    def space(self, session: Session) -> Space:
        """Raises NotFound, Forbidden without the right to manage it."""
        space = queries.get_space(session, reach(session, self.actor), self.slug)
        require(session, self.actor, space, Level.MANAGE)
        return space

    def state(self, session: Session) -> SharingState:
        """How the space is shared."""
        return SharingState(grants_of(session, self.space(session).acl_id))

    def apply(self, session: Session, change: SharingChange) -> None:
        """Replace the grants of the space's list."""
        space = self.space(session)
        sharing.check(session, self.actor, SharingState(grants_of(session, space.acl_id)), change)
        set_grants(session, space.acl_id, change.grants)


@dataclass(frozen=True)
class SharedPage:
    """A page and everything below it as a shareable item.

    Anyone who may write the page may restrict it; changing a restriction takes the level manage on it. Managers of the
    enclosing list keep managing the page unless one of them decides otherwise.
    """

    actor: Actor
    page_id: int

    def state(self, session: Session) -> SharingState:
        """How the page is shared. Raises NotFound, Forbidden."""
        return self._state_of(session, get_for_change(session, self.actor, self.page_id))

    def apply(self, session: Session, change: SharingChange) -> None:
        """Restrict the page to these grants, or open it to everyone with access to what it is in."""
        page = get_for_change(session, self.actor, self.page_id)
        sharing.check(session, self.actor, self._state_of(session, page), change)
        if change.narrowed:
            restricting.restrict(session, page, change.grants)
        else:
            restricting.lift(session, page)

    def _state_of(self, session: Session, page: Page) -> SharingState:
        above = restricting.list_above(session, page.space_id, page.parent_id)
        managers = {name for name, level in grants_of(session, above).items() if level == Level.MANAGE}
        manages_above = above in reach(session, self.actor, Level.MANAGE).acl_ids
        if page.acl_id == above:
            return self._open(session, above, managers, manages_above)
        require(session, self.actor, page, Level.MANAGE)
        grants = grants_of(session, page.acl_id)
        staying = {name for name in managers if grants.get(name) == Level.MANAGE and not manages_above}
        around = tuple(lists_around(session, page.acl_id))
        return SharingState(grants, around, narrowed=True, staying=frozenset(staying))

    def _open(self, session: Session, above: int, managers: set[str], manages_above: bool) -> SharingState:
        """The state of a page without a list of its own: what a restriction would start from."""
        grants = dict.fromkeys(sorted(managers), Level.MANAGE)
        if not manages_above or not managers & set(self.actor.principals):
            grants[f"user:{self.actor.person_id}"] = Level.MANAGE
        around = (above, *lists_around(session, above))
        staying = frozenset() if manages_above else frozenset(managers)
        return SharingState(grants, around, narrowed=False, staying=staying)


def may_share(session: Session, actor: Actor, page: queries.PageRow) -> bool:
    """Whether the actor may change who can see the page."""
    held = level_of(session, actor, page) or 0
    if held < Level.WRITE:
        return False
    above = restricting.list_above(session, page.space_id, page.parent_id)
    return held >= Level.MANAGE or page.acl_id == above
