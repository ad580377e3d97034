"""Read queries for comments and hints about things the reader may read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from kms.accounts.models import Person
from kms.comments.models import Comment, Hint
from kms.core.clock import now

Thing = tuple[str, int]
MOST, MOST_COMMENTS = 500, 5_000
_DONE_SHOWN = timedelta(days=90)


@dataclass(frozen=True)
class CommentRow:
    """A comment as shown."""

    id: int
    parent_id: int | None
    author_id: int | None
    author: str
    text: str
    html: str
    created_at: datetime
    edited_at: datetime | None
    is_deleted: bool
    resolved_at: datetime | None
    resolved_by: str

    @property
    def anchor(self) -> str:
        return f"comment-{self.id}"


@dataclass(frozen=True)
class Thread:
    """A comment with its replies."""

    first: CommentRow
    replies: Sequence[CommentRow]

    @property
    def count(self) -> int:
        return len(self.replies) + (not self.first.is_deleted)


@dataclass(frozen=True)
class HintRow:
    """A hint as shown."""

    id: int
    about: Thing
    sender_id: int | None
    sender: str
    text: str
    photo: str | None
    photo_mime: str
    created_at: datetime
    done_at: datetime | None
    done_by: str
    answer: str


def threads(session: Session, about: Thing) -> list[Thread]:
    """Return the comments on a readable subject, oldest first; deleted ones only if they have replies."""
    closer = aliased(Person)
    query = (
        select(Comment, Person.name, closer.name)
        .outerjoin(Person, Person.id == Comment.author_id)
        .outerjoin(closer, closer.id == Comment.resolved_by)
        .where(Comment.about_kind == about[0], Comment.about_id == about[1])
        .order_by(Comment.id.desc())
        .limit(MOST_COMMENTS)
    )
    rows = [_row(*row) for row in reversed(session.execute(query).all())]
    replies: dict[int | None, list[CommentRow]] = {}
    for row in rows:
        if row.parent_id is not None and not row.is_deleted:
            replies.setdefault(row.parent_id, []).append(row)
    found = [Thread(row, replies.get(row.id, ())) for row in rows if row.parent_id is None]
    return [thread for thread in found if thread.count]


def _row(comment: Comment, author: str | None, resolved_by: str | None) -> CommentRow:
    gone = comment.deleted_at is not None
    return CommentRow(
        comment.id,
        comment.parent_id,
        comment.author_id,
        author or "",
        "" if gone else comment.text,
        "" if gone else comment.html,
        comment.created_at,
        comment.edited_at,
        gone,
        comment.resolved_at,
        resolved_by or "",
    )


def taking_part(session: Session, comment: Comment) -> set[int]:
    """Return who wrote in the thread of this comment."""
    first = comment.parent_id or comment.id
    query = select(Comment.author_id).where(or_(Comment.id == first, Comment.parent_id == first))
    return {id for id in session.scalars(query.where(Comment.deleted_at.is_(None))) if id is not None}


def comment_ids(session: Session, about: Iterable[Thing]) -> list[int]:
    """Return the comments on these subjects."""
    found: list[int] = []
    for kind, ids in _by_kind(about).items():
        found += session.scalars(select(Comment.id).where(Comment.about_kind == kind, Comment.about_id.in_(ids)))
    return found


def is_talked_about(session: Session, about: Thing) -> bool:
    """Whether there is any comment or hint about a subject."""
    comment = select(Comment.id).where(Comment.about_kind == about[0], Comment.about_id == about[1])
    hint = select(Hint.id).where(Hint.about_kind == about[0], Hint.about_id == about[1])
    return session.scalar(comment.limit(1)) is not None or session.scalar(hint.limit(1)) is not None


def count_open(session: Session, about: Thing) -> int:
    """Count the open hints about this subject."""
    query = select(func.count()).where(Hint.about_kind == about[0], Hint.about_id == about[1], Hint.done_at.is_(None))
    return session.scalar(query) or 0


def hints_about(session: Session, about: Thing) -> list[HintRow]:
    """Return the hints about a subject, open ones first; for those who may change it."""
    return _hints(session, Hint.about_kind == about[0], Hint.about_id == about[1])


def hints_by(session: Session, sender_id: int, about: Thing | None = None) -> list[HintRow]:
    """Return the hints sent by a person (about one subject): open ones, and those resolved recently."""
    lately = or_(Hint.done_at.is_(None), Hint.done_at > now() - _DONE_SHOWN)
    conditions = [Hint.sender_id == sender_id, lately]
    if about is not None:
        conditions += [Hint.about_kind == about[0], Hint.about_id == about[1]]
    return _hints(session, *conditions)


def open_hints(session: Session) -> list[tuple[int, Thing]]:
    """Return all open hints with their subjects, newest first; the caller filters them by access."""
    query = select(Hint.id, Hint.about_kind, Hint.about_id).where(Hint.done_at.is_(None)).order_by(Hint.id.desc())
    return [(id, (kind, about_id)) for id, kind, about_id in session.execute(query)]


def hints_by_ids(session: Session, ids: Sequence[int]) -> list[HintRow]:
    """Return these hints, newest first; at most 500."""
    return sorted(_hints(session, Hint.id.in_(ids)), key=lambda row: -row.id)


def find_hint(session: Session, hint_id: int) -> HintRow | None:
    """Return a hint by id."""
    return next(iter(_hints(session, Hint.id == hint_id)), None)


def _hints(session: Session, *conditions: ColumnElement[bool]) -> list[HintRow]:
    closer = aliased(Person)
    query = (
        select(Hint, Person.name, closer.name)
        .outerjoin(Person, Person.id == Hint.sender_id)
        .outerjoin(closer, closer.id == Hint.done_by)
        .where(*conditions)
        .order_by(Hint.done_at.is_not(None), Hint.created_at.desc(), Hint.id.desc())
        .limit(MOST)
    )
    return [
        HintRow(
            hint.id,
            (hint.about_kind, hint.about_id),
            hint.sender_id,
            sender or "",
            hint.text,
            hint.photo,
            hint.photo_mime,
            hint.created_at,
            hint.done_at,
            done_by or "",
            hint.answer,
        )
        for hint, sender, done_by in session.execute(query)
    ]


def _by_kind(about: Iterable[Thing]) -> dict[str, list[int]]:
    sorted_out: dict[str, list[int]] = {}
    for kind, id in about:
        sorted_out.setdefault(kind, []).append(id)
    return sorted_out
