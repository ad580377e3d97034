"""Use cases of hints: send one, mark it as done with a reply."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level, reach
from kms.accounts.people.absence import stand_ins
from kms.comments import kinds, queries
from kms.comments.inputs import HIDDEN, AnswerDraft, HintDraft
from kms.comments.models import Hint
from kms.comments.queries import HintRow
from kms.comments.service import require_readable
from kms.core.clock import now
from kms.core.errors import NotFound
from kms.core.paging import decode_numbers, encode_cursor
from kms.files.service import Upload, register
from kms.notifications.service import notify
from kms.notifications.visibility import Things, guards, visible

Thing = tuple[str, int]
PART = 50


def send(
    session: Session,
    actor: Actor,
    things: Things,
    about: Thing,
    draft: HintDraft,
    photo: Upload | None,
    people: Iterable[int],
) -> Hint:
    """Send a hint about something the actor may read to the people responsible for it. Raises NotFound."""
    require_readable(session, actor, things, about)
    if photo is not None:
        register(session, photo)
    hint = Hint(
        about_kind=about[0],
        about_id=about[1],
        sender_id=actor.person_id,
        text=draft.text,
        photo=photo.sha256 if photo else None,
        photo_mime=photo.mime if photo else "",
    )
    session.add(hint)
    session.flush()
    looking = set(people)
    recipients = looking | stand_ins(session, looking, now())
    notify(session, recipients, kinds.HINT.name, about, actor.person_id, draft.text, place="hints")
    return hint


def see_to(session: Session, actor: Actor, things: Things, hint_id: int, draft: AnswerDraft) -> Hint:
    """Mark a hint as done, with a reply; for those who may change the subject. Raises NotFound."""
    hint = _get_for_change(session, actor, things, hint_id)
    hint.done_at, hint.done_by, hint.answer = now(), actor.person_id, draft.text
    if hint.sender_id is not None:
        about = (hint.about_kind, hint.about_id)
        notify(session, [hint.sender_id], kinds.HINT_DONE.name, about, actor.person_id, draft.text, place="hints")
    return hint


def open_again(session: Session, actor: Actor, things: Things, hint_id: int) -> Hint:
    """Reopen a hint. Raises NotFound."""
    hint = _get_for_change(session, actor, things, hint_id)
    hint.done_at, hint.done_by = None, None
    return hint


def get_visible(session: Session, actor: Actor, things: Things, hint_id: int) -> HintRow:
    """Return a hint that is the actor's own, on a subject they may read, or on one they may change. Raises NotFound."""
    hint = queries.find_hint(session, hint_id)
    guard = guards(session, things, [hint.about]).get(hint.about) if hint else None
    if hint is None or guard is None:
        raise NotFound(HIDDEN)
    own = hint.sender_id == actor.person_id and reach(session, actor).covers(guard)
    if not own and not reach(session, actor, Level.WRITE).covers(guard):
        raise NotFound(HIDDEN)
    return hint


@dataclass(frozen=True)
class WaitingHints:
    """One page of the open hints for a person, `count` of them in all; `next` is the cursor of the next page."""

    rows: list[HintRow]
    count: int
    next: str | None


def waiting_for(session: Session, actor: Actor, things: Things, cursor: str | None = None) -> WaitingHints:
    """Return the open hints on subjects the actor may change, newest first. Raises Unreadable for an invalid cursor."""
    waiting = queries.open_hints(session)
    seen = visible(session, things, reach(session, actor, Level.WRITE), [about for _, about in waiting])
    ids = [id for id, about in waiting if about in seen]
    after = decode_numbers(cursor, 1)
    left = ids if after is None else [id for id in ids if id < after[0]]
    rows = queries.hints_by_ids(session, left[:PART])
    return WaitingHints(rows, len(ids), encode_cursor(left[PART - 1]) if len(left) > PART else None)


def sent_by(session: Session, actor: Actor, things: Things) -> list[HintRow]:
    """Return the hints sent by the actor on subjects they may still read."""
    rows = queries.hints_by(session, actor.person_id)
    seen = visible(session, things, reach(session, actor), [row.about for row in rows])
    return [row for row in rows if row.about in seen]


def _get_for_change(session: Session, actor: Actor, things: Things, hint_id: int) -> Hint:
    hint = session.get(Hint, hint_id)
    about = (hint.about_kind, hint.about_id) if hint else ("", 0)
    if hint is None or about not in visible(session, things, reach(session, actor, Level.WRITE), [about]):
        raise NotFound(HIDDEN)
    return hint
