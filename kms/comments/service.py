"""Use cases of comments: write, answer, change, take away and bring back, settle."""

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
    """What guards a thing that can be talked about. Raises NotFound where the person may not read it."""
    guard = guards(session, things, [about]).get(about) if kinds.can_be_commented(about[0]) else None
    if guard is None or not reach(session, actor).covers(guard):
        raise NotFound(HIDDEN)
    return guard


def comment(session: Session, actor: Actor, things: Things, about: Thing, draft: CommentDraft) -> Comment:
    """Write a comment or a reply, and tell those concerned. Raises NotFound, Invalid."""
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
    _tell(session, about, row, guard)
    return row


def _get_first(session: Session, about: Thing, comment_id: int) -> Comment:
    """The comment that a reply to `comment_id` belongs under: replies have no replies of their own."""
    found = session.get(Comment, comment_id)
    if found is None or (found.about_kind, found.about_id) != about:
        raise Invalid({"parent": N_("The comment to answer is not there any more.")})
    first = found if found.parent_id is None else session.get(Comment, found.parent_id)
    assert first is not None
    return first


def _tell(session: Session, about: Thing, row: Comment, guard: Guard) -> None:
    """Each person concerned is told once: as mentioned, else as taking part, else as following the thing."""
    named = {reader.id for reader in readers_named(session, guard, mentioned(row.text))}
    part = (queries.taking_part(session, row) if row.parent_id else set()) - named
    others = kinds.followers_of(session, about) - named - part
    for people, kind in ((named, MENTION), (part, kinds.REPLY), (others, kinds.COMMENT)):
        notify(session, people, kind.name, about, row.author_id, row.plain, place=f"comment-{row.id}")


def change(session: Session, actor: Actor, things: Things, comment_id: int, draft: CommentDraft) -> Comment:
    """Write one's own comment anew; who is newly mentioned is told. Raises NotFound, Forbidden."""
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
    """Take away one's own comment; it can be brought back for a while."""
    row = get_own(session, actor, things, comment_id)
    row.deleted_at = now()
    return row


def bring_back(session: Session, actor: Actor, things: Things, comment_id: int) -> Comment:
    """Bring back one's own comment."""
    row = get_own(session, actor, things, comment_id, deleted=True)
    row.deleted_at = None
    return row


def resolve(session: Session, actor: Actor, things: Things, comment_id: int, settled: bool) -> Comment:
    """Mark a thread as settled, or open it again: for who began it and for those who may change the thing."""
    row = get_comment(session, actor, things, comment_id)
    if row.parent_id is not None:
        raise NotFound(HIDDEN)
    guard = require_readable(session, actor, things, (row.about_kind, row.about_id))
    if row.author_id != actor.person_id and not reach(session, actor, Level.WRITE).covers(guard):
        raise Forbidden(N_("Only who began it, or who may edit, can settle it."))
    row.resolved_at, row.resolved_by = (now(), actor.person_id) if settled else (None, None)
    return row


def get_comment(session: Session, actor: Actor, things: Things, comment_id: int, deleted: bool = False) -> Comment:
    """A comment on something the person may read. Raises NotFound."""
    row = session.get(Comment, comment_id)
    if row is None or (row.deleted_at is not None) is not deleted:
        raise NotFound(HIDDEN)
    require_readable(session, actor, things, (row.about_kind, row.about_id))
    return row


def get_own(session: Session, actor: Actor, things: Things, comment_id: int, deleted: bool = False) -> Comment:
    """One's own comment. Raises NotFound, and Forbidden for somebody else's."""
    row = get_comment(session, actor, things, comment_id, deleted)
    if row.author_id != actor.person_id:
        raise Forbidden(N_("Only who wrote it can change a comment."))
    return row


def forget(session: Session, about: Thing) -> None:
    """A thing is gone for good: so is the talk about it."""
    for model in (Comment, Hint):
        session.execute(delete(model).where(model.about_kind == about[0], model.about_id == about[1]))


def look_again(session: Session, about: list[Thing]) -> None:
    """Have the search look again at the comments on these things."""
    enqueue(session, INDEX_JOB, [f"comment:{id}" for id in queries.comment_ids(session, about)])
