"""Sharing a bookmark. Only its owner can change it; others read it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level
from kms.access.service import audience_list, grants_of
from kms.bookmarks.models import Bookmark
from kms.bookmarks.service import get_own, savers_changed
from kms.core.clock import now
from kms.sharing import audiences
from kms.sharing import service as sharing
from kms.sharing.shareable import SharingChange, SharingState


@dataclass(frozen=True)
class SharedBookmark:
    """The actor's own bookmark as a shareable object."""

    actor: Actor
    bookmark_id: int

    def state(self, session: Session) -> SharingState:
        """Return its current sharing. Raises NotFound, Forbidden."""
        return _state_of(session, get_own(session, self.actor, self.bookmark_id))

    def apply(self, session: Session, change: SharingChange) -> None:
        """Set who can read it."""
        bookmark = get_own(session, self.actor, self.bookmark_id)
        grants = {name: Level.READ for name in change.grants if name != f"user:{bookmark.owner_id}"}
        wanted = SharingChange(grants, None, change.seen, change.leave)
        sharing.check(session, self.actor, _state_of(session, bookmark), wanted)
        acl_id = audience_list(session, audiences.join_principals(grants))
        if acl_id != bookmark.acl_id:
            bookmark.acl_id = acl_id
            bookmark.version += 1
            bookmark.updated_at = now()
            savers_changed(session, bookmark.link_id)
            session.flush()


def _state_of(session: Session, bookmark: Bookmark) -> SharingState:
    return SharingState(grants_of(session, bookmark.acl_id), owner_id=bookmark.owner_id, levels=(Level.READ,))
