"""Use cases of comments: write, reply, change, delete, restore, resolve."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level, reach
from kms.comments import kinds, queries
from kms.comments.inputs import HIDDEN, CommentDraft
from kms.comments.models import INDEX_JOB, Comment, Hint
from kms.comments.rendering import mentioned
from kms.core.clock import now
from kms.core.errors import Forbidden, Invalid, NotFound
from kms.core.search_sources import Guard
from kms.core.text import N_
from kms.jobs.queue import enqueue
from kms.notifications.kinds import MENTION
from kms.notifications.service import notify
from kms.notifications.visibility import Things, guards
from kms.sharing.readers import readers_named

Thing = tuple[str, int]


def require_readable(session: Session, actor: Actor, things: Things, about: Thing) -> Guard:
    """Return what protects something that can be commented on. Raises NotFound if the actor may not read it."""
    guard = guards(session, things, [about]).get(about) if kinds.can_be_commented(about[0]) else None
    if guard is None or not reach(session, actor).covers(guard):
        raise NotFound(HIDDEN)
    return guard


def comment(session: Session, actor: Actor, things: Things, about: Thing, draft: CommentDraft) -> Comment:
    """Write a comment or a reply, and notify those concerned. Raises NotFound, Invalid."""
    guard = require_readable(session, actor, things, about)
    parent = None if draft.parent_id is None else _get_first(session, about, draft.parent_id)
    text = draft.text
    row = Comment(
        about_kind=about[0],
        about_id=about[1],
        parent_id=parent.id if parent else None,
        author_id=actor.person_id,
        text=text.source,
        html=text.html,
        plain=text.plain,
    )
    session.add(row)
    session.flush()
    _notify(session, about, row, guard)
    return row


def _get_first(session: Session, about: Thing, comment_id: int) -> Comment:
    """Return the comment that a reply to `comment_id` belongs under: replies cannot be nested."""
    found = session.get(Comment, comment_id)
    if found is None or (found.about_kind, found.about_id) != about:
        raise Invalid({"parent": N_("The comment to answer is not there any more.")})
    first = found if found.parent_id is None else session.get(Comment, found.parent_id)
    assert first is not None
    return first


def _notify(session: Session, about: Thing, row: Comment, guard: Guard) -> None:
    """Notify each person once: as mentioned, else as participant of the thread, else as follower of the subject."""
    named = {reader.id for reader in readers_named(session, guard, mentioned(row.text))}
    part = (queries.taking_part(session, row) if row.parent_id else set()) - named
    others = kinds.followers_of(session, about) - named - part
    for people, kind in ((named, MENTION), (part, kinds.REPLY), (others, kinds.COMMENT)):
        notify(session, people, kind.name, about, row.author_id, row.plain, place=f"comment-{row.id}")


def change(session: Session, actor: Actor, things: Things, comment_id: int, draft: CommentDraft) -> Comment:
    """Change the actor's own comment; newly mentioned people are notified. Raises NotFound, Forbidden."""
    row = get_own(session, actor, things, comment_id)
    before = set(mentioned(row.text))
    row.text, row.html, row.plain, row.edited_at = draft.text.source, draft.text.html, draft.text.plain, now()
    about = (row.about_kind, row.about_id)
    guard = require_readable(session, actor, things, about)
    named = readers_named(session, guard, set(mentioned(row.text)) - before)
    notify(session, [reader.id for reader in named], MENTION.name, about, actor.person_id, row.plain,
           place=f"comment-{row.id}")  # fmt: skip
    return row


def remove(session: Session, actor: Actor, things: Things, comment_id: int) -> Comment:
    """Delete the actor's own comment; it can be restored for a while."""
    row = get_own(session, actor, things, comment_id)
    row.deleted_at = now()
    return row


def restore(session: Session, actor: Actor, things: Things, comment_id: int) -> Comment:
    """Restore the actor's own comment."""
    row = get_own(session, actor, things, comment_id, deleted=True)
    row.deleted_at = None
    return row


def resolve(session: Session, actor: Actor, things: Things, comment_id: int, resolved: bool) -> Comment:
    """Mark a thread as resolved, or reopen it: for its author and those who may change the subject."""
    row = get_comment(session, actor, things, comment_id)
    if row.parent_id is not None:
        raise NotFound(HIDDEN)
    guard = require_readable(session, actor, things, (row.about_kind, row.about_id))
    if row.author_id != actor.person_id and not reach(session, actor, Level.WRITE).covers(guard):
        raise Forbidden(N_("Only who began it, or who may edit, can settle it."))
    row.resolved_at, row.resolved_by = (now(), actor.person_id) if resolved else (None, None)
    return row


def get_comment(session: Session, actor: Actor, things: Things, comment_id: int, deleted: bool = False) -> Comment:
    """Return a comment on something the actor may read. Raises NotFound."""
    row = session.get(Comment, comment_id)
    if row is None or (row.deleted_at is not None) is not deleted:
        raise NotFound(HIDDEN)
    require_readable(session, actor, things, (row.about_kind, row.about_id))
    return row


def get_own(session: Session, actor: Actor, things: Things, comment_id: int, deleted: bool = False) -> Comment:
    """Return the actor's own comment. Raises NotFound, and Forbidden for somebody else's."""
    row = get_comment(session, actor, things, comment_id, deleted)
    if row.author_id != actor.person_id:
        raise Forbidden(N_("Only who wrote it can change a comment."))
    return row


def forget(session: Session, about: Thing) -> None:
    """Delete all comments on something that was permanently deleted."""
    for model in (Comment, Hint):
        session.execute(delete(model).where(model.about_kind == about[0], model.about_id == about[1]))


def look_again(session: Session, about: list[Thing]) -> None:
    """Enqueue indexing of the comments on these subjects."""
    enqueue(session, INDEX_JOB, [f"comment:{id}" for id in queries.comment_ids(session, about)])
