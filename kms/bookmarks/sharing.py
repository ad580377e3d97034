"""Use cases: for whom one's own bookmark is. Only its owner changes a bookmark; others read it."""

from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level
from kms.access.service import audience_list, grants_of
from kms.bookmarks.models import Bookmark
from kms.bookmarks.service import get_own, savers_changed
from kms.core.clock import now
from kms.sharing import audiences
from kms.sharing import service as sharing
from kms.sharing.service import SharingChange, SharingState


def scene(session: Session, actor: Actor, bookmark_id: int) -> tuple[Bookmark, SharingState]:
    """How one's own bookmark is shared. Raises NotFound, Forbidden."""
    bookmark = get_own(session, actor, bookmark_id)
    return bookmark, SharingState(grants_of(session, bookmark.acl_id), owner_id=bookmark.owner_id, levels=(Level.READ,))


def share(session: Session, actor: Actor, bookmark_id: int, wish: SharingChange) -> None:
    """Let these read the bookmark."""
    bookmark, present = scene(session, actor, bookmark_id)
    grants = {name: Level.READ for name in wish.grants if name != f"user:{bookmark.owner_id}"}
    sharing.check(session, actor, present, SharingChange(grants, None, wish.seen, wish.leave))
    acl_id = audience_list(session, audiences.join_principals(grants))
    if acl_id != bookmark.acl_id:
        bookmark.acl_id = acl_id
        bookmark.version += 1
        bookmark.updated_at = now()
        savers_changed(session, bookmark.link_id)
        session.flush()
