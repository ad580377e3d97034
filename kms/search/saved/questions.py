"""Questions to a group after an unsuccessful search: its members see them until a page answers them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from kms.access.policy import Actor
from kms.accounts.models import Group, Person
from kms.core.clock import now
from kms.core.errors import Forbidden, Invalid, NotFound
from kms.core.text import N_
from kms.search.saved.inputs import QuestionDraft
from kms.search.saved.models import Question

MOST_OPEN = 50


@dataclass(frozen=True)
class QuestionRow:
    """A question as its reader sees it; `page_id` may refer to a page they may not see."""

    id: int
    title: str
    text: str
    group_id: int
    group: str
    asker: str
    is_own: bool
    can_answer: bool
    created_at: datetime
    done_at: datetime | None
    done_by: str
    page_id: int | None


def ask(session: Session, actor: Actor, draft: QuestionDraft) -> Question:
    """Ask one of the actor's groups; the same question is stored only once. Raises Invalid."""
    if draft.group_id not in actor.groups:
        raise Invalid({"group": N_("You can only choose groups you belong to.")})
    open_ones = select(Question).where(Question.person_id == actor.person_id, Question.done_at.is_(None))
    own = session.scalars(open_ones).all()
    for row in own:
        if (row.group_id, row.title) == (draft.group_id, draft.title):
            row.text = draft.text
            return row
    if len(own) >= MOST_OPEN:
        raise Invalid({"title": N_("You have %(n)s open questions. Withdraw one first.", n=MOST_OPEN)})
    row = Question(person_id=actor.person_id, group_id=draft.group_id, title=draft.title, text=draft.text)
    session.add(row)
    session.flush()
    return row


def list_wanted(session: Session, actor: Actor, group_id: int | None = None, limit: int = 200) -> list[QuestionRow]:
    """Return the open questions of the actor's groups (or only this one), newest first."""
    groups = [id for id in actor.groups if group_id in (None, id)]
    return _rows(session, actor, (Question.group_id.in_(groups), Question.done_at.is_(None)), limit)


def list_own(session: Session, actor: Actor, limit: int = 200) -> list[QuestionRow]:
    """Return the actor's own questions, answered or not."""
    return _rows(session, actor, (Question.person_id == actor.person_id,), limit)


def list_answered(session: Session, actor: Actor, limit: int = 20) -> list[QuestionRow]:
    """Return the actor's answered questions that they have not dismissed yet."""
    return _rows(session, actor, (Question.person_id == actor.person_id, Question.done_at.is_not(None)), limit)


def get_question(session: Session, actor: Actor, question_id: int) -> QuestionRow:
    """Return the question. Raises NotFound unless the actor asked it or is in the group."""
    rows = _rows(session, actor, (Question.id == question_id,), 1)
    if not rows:
        raise NotFound(N_("This does not exist, or is not visible to you."))
    return rows[0]


def answer(session: Session, actor: Actor, question_id: int, page_id: int | None) -> None:
    """Mark it as answered, by this page or without one. Raises Forbidden for anyone outside the group."""
    row = get_question(session, actor, question_id)
    if not row.can_answer:
        raise Forbidden(N_("Only people of this group can answer."))
    question = session.get_one(Question, question_id)
    question.done_at, question.done_by, question.page_id = now(), actor.person_id, page_id


def withdraw(session: Session, actor: Actor, question_id: int) -> None:
    """Withdraw the actor's question or dismiss its answer. Raises Forbidden for others."""
    if not get_question(session, actor, question_id).is_own:
        raise Forbidden(N_("Only who asked can withdraw this."))
    session.delete(session.get_one(Question, question_id))


def _rows(session: Session, actor: Actor, conditions: Sequence[ColumnElement[bool]], limit: int) -> list[QuestionRow]:
    doer = aliased(Person)
    visible = or_(Question.person_id == actor.person_id, Question.group_id.in_(actor.groups))
    query = (
        select(Question, Group.name, Person.name, func.coalesce(doer.name, ""))
        .join(Group, Group.id == Question.group_id)
        .join(Person, Person.id == Question.person_id)
        .outerjoin(doer, doer.id == Question.done_by)
        .where(visible, *conditions)
        .order_by(Question.created_at.desc(), Question.id.desc())
        .limit(limit)
    )
    return [
        QuestionRow(
            id=row.id,
            title=row.title,
            text=row.text,
            group_id=row.group_id,
            group=group,
            asker=asker,
            is_own=row.person_id == actor.person_id,
            can_answer=row.group_id in actor.groups,
            created_at=row.created_at,
            done_at=row.done_at,
            done_by=doer_name,
            page_id=row.page_id,
        )
        for row, group, asker, doer_name in session.execute(query)
    ]
