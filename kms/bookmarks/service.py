"""Use cases of bookmarks: save, change, move to trash, restore."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level, reach, require
from kms.access.service import audience_list
from kms.bookmarks import queries
from kms.bookmarks.inputs import BookmarkDraft
from kms.bookmarks.models import Bookmark, BookmarkTag
from kms.core.clock import now
from kms.core.errors import Conflict, Forbidden, Invalid, NotFound
from kms.core.text import N_
from kms.core.urls import Address, canonical, parse_address
from kms.jobs.queue import enqueue
from kms.links.models import CHANGED_JOB
from kms.links.service import add, enqueue_facts, enqueue_first_facts, register
from kms.sharing import audiences
from kms.tags.service import get_or_create


def save_bookmark(session: Session, actor: Actor, draft: BookmarkDraft) -> tuple[Bookmark, bool]:
    """Create or update the actor's bookmark of an address; unset fields are unchanged. Returns it and if it is new."""
    if actor.ceiling < Level.WRITE:
        raise Forbidden(N_("This key may only read."))
    if draft.address is None:
        raise Invalid({"url": N_("Please fill this in.")})
    link_id, found = queries.find_source(session, actor.person_id, draft.address.key)
    if found is None:
        return _create(session, actor, draft, draft.address, link_id), True
    if found.trashed_at is not None:
        found.trashed_at = None
        savers_changed(session, found.link_id)
    _change(session, actor, found, draft)
    return found, False


def change_bookmark(session: Session, actor: Actor, bookmark_id: int, draft: BookmarkDraft) -> Bookmark:
    """Change the actor's own bookmark. Raises Conflict if it changed since `draft.version`, Invalid for a duplicate."""
    bookmark = get_own(session, actor, bookmark_id)
    if draft.version is not None and draft.version != bookmark.version:
        raise Conflict(N_("You changed this bookmark elsewhere meanwhile. Please look at it again."))
    if draft.address is not None:
        _readdress(session, actor, bookmark, draft.address)
    _change(session, actor, bookmark, draft)
    return bookmark


def tag_source(session: Session, actor: Actor, bookmark_id: int, tags: tuple[str, ...]) -> Bookmark:
    """Add own tags to the source of a visible bookmark, which becomes the actor's own bookmark too. A new one copies
    the title and gets the default audience: the actor's group."""
    seen = queries.get_bookmark(session, reach(session, actor), bookmark_id)
    own = queries.find_own(session, actor.person_id, canonical(seen.url))
    title = seen.title if own is None else None
    return save_bookmark(session, actor, BookmarkDraft(parse_address(seen.url), title, None, tags))[0]


def trash_bookmark(session: Session, actor: Actor, bookmark_id: int) -> Bookmark:
    """Move the actor's own bookmark to the trash."""
    bookmark = get_own(session, actor, bookmark_id)
    bookmark.trashed_at = now()
    savers_changed(session, bookmark.link_id)
    return bookmark


def restore_bookmark(session: Session, actor: Actor, bookmark_id: int) -> Bookmark:
    """Restore the actor's own bookmark from the trash."""
    bookmark = session.get(Bookmark, bookmark_id)
    if bookmark is None or bookmark.owner_id != actor.person_id or bookmark.trashed_at is None:
        raise NotFound(queries.HIDDEN)
    bookmark.trashed_at = None
    savers_changed(session, bookmark.link_id)
    return bookmark


def get_own(session: Session, actor: Actor, bookmark_id: int) -> Bookmark:
    """Return the actor's own bookmark. Raises NotFound if it is hidden, Forbidden if it is somebody else's."""
    bookmark = session.get(Bookmark, bookmark_id)
    if bookmark is None or bookmark.trashed_at is not None:
        raise NotFound(queries.HIDDEN)
    require(session, actor, bookmark, Level.WRITE)
    return bookmark


def audience_of(session: Session, actor: Actor, draft: BookmarkDraft) -> str | None:
    """Return the validated audience of the draft; None if it has none."""
    audience = draft.audience
    if draft.names is not None:
        audience = audiences.from_names(session, draft.names)
    if audience is not None:
        audiences.check(session, actor, audience)
    return audience


def savers_changed(session: Session, *link_ids: int) -> None:
    """Update the counts of all bookmarks of these sources, after their number of savers or their visibility changed."""
    enqueue(session, CHANGED_JOB, [str(id) for id in link_ids])


def set_tags(session: Session, bookmark_id: int, names: Sequence[str]) -> None:
    """Replace the tags of the bookmark."""
    session.execute(delete(BookmarkTag).where(BookmarkTag.bookmark_id == bookmark_id))
    _add_tags(session, bookmark_id, names)


def _add_tags(session: Session, bookmark_id: int, names: Sequence[str]) -> None:
    ids = dict.fromkeys(get_or_create(session, names).values()) if names else {}
    session.add_all(BookmarkTag(bookmark_id=bookmark_id, tag_id=id) for id in ids)


def _create(session: Session, actor: Actor, draft: BookmarkDraft, address: Address, known_link: int | None) -> Bookmark:
    audience = audience_of(session, actor, draft) or audiences.default_choice(actor)
    link_id = known_link or add(session, [address])[address.key]
    bookmark = Bookmark(
        owner_id=actor.person_id,
        link_id=link_id,
        acl_id=audience_list(session, audience),
        url=address.url,
        title=draft.title or "",
        description=draft.description or "",
    )
    session.add(bookmark)
    session.flush()
    if draft.tags:
        _add_tags(session, bookmark.id, draft.tags)
    if known_link is None:
        enqueue_first_facts(session, link_id, address)
    else:
        enqueue_facts(session, [link_id])
    savers_changed(session, link_id)
    return bookmark


def _change(session: Session, actor: Actor, bookmark: Bookmark, draft: BookmarkDraft) -> None:
    if draft.title is not None:
        bookmark.title = draft.title
    if draft.description is not None:
        bookmark.description = draft.description
    audience = audience_of(session, actor, draft)
    if audience is not None and bookmark.acl_id != (acl_id := audience_list(session, audience)):
        bookmark.acl_id = acl_id
        savers_changed(session, bookmark.link_id)
    present = queries.tags_of(session, [bookmark.id])[bookmark.id]
    retagged = draft.tags is not None and set(draft.tags) != set(present)
    if retagged and draft.tags is not None:
        set_tags(session, bookmark.id, draft.tags)
    if retagged or session.is_modified(bookmark):
        bookmark.version += 1
        bookmark.updated_at = now()
    session.flush()


def _readdress(session: Session, actor: Actor, bookmark: Bookmark, address: Address) -> None:
    if address.url == bookmark.url:
        return
    other = queries.find_own(session, actor.person_id, address.key)
    if other is not None and other.id != bookmark.id:
        raise Invalid({"url": N_("You have another bookmark of this address already.")})
    before, bookmark.link_id = bookmark.link_id, register(session, [address])[address.key]
    bookmark.url = address.url
    savers_changed(session, *{before, bookmark.link_id})
    enqueue_facts(session, [bookmark.link_id])
