"""Absences and deputies. Whatever would go to an absent person is passed on to their deputy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kms.access.policy import Actor
from kms.accounts.models import LEAD, Absence, Membership, Person
from kms.accounts.people import directory
from kms.core.errors import Invalid
from kms.core.inputs import Fields
from kms.core.text import N_

LONGEST_CHAIN = 5


@dataclass(frozen=True)
class AbsenceDraft:
    """First day, last day (both inclusive), and the name of the deputy."""

    starts: date
    ends: date
    deputy: str

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Raises Invalid with one message per field."""
        fields = Fields(form)
        starts, ends = _day(fields, "starts"), _day(fields, "ends")
        if starts and ends and ends < starts:
            fields.fail("ends", N_("This is before the first day."))
        deputy = fields.line("deputy", 200).rstrip(", ")
        fields.done()
        return cls(starts or date.min, ends or date.min, deputy)


@dataclass(frozen=True)
class Absentee:
    """An absent person as colleagues see it."""

    starts: date
    ends: date
    deputy_id: int | None
    deputy: str


def _day(fields: Fields, name: str) -> date | None:
    text = fields.line(name, 10, required=True)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        fields.fail(name, N_("Give a day, such as 2026-12-24."))
        return None


def set_absence(session: Session, actor: Actor, draft: AbsenceDraft) -> None:
    """Set the actor's absence and deputy, replacing any previous one."""
    deputy = _deputy(session, actor, draft.deputy) if draft.deputy else None
    end_absence(session, actor)
    session.add(
        Absence(
            person_id=actor.person_id, starts=draft.starts, ends=draft.ends, deputy_id=deputy.id if deputy else None
        )
    )
    session.flush()


def _deputy(session: Session, actor: Actor, name: str) -> Person:
    found = directory.matching_names(session, [name])[name]
    if len(found) != 1:
        raise Invalid({"deputy": N_("Nobody, or more than one, is called that. Give the user name.")})
    if found[0].id == actor.person_id:
        raise Invalid({"deputy": N_("Somebody else has to stand in.")})
    return found[0]


def end_absence(session: Session, actor: Actor) -> None:
    """End the actor's absence."""
    session.execute(delete(Absence).where(Absence.person_id == actor.person_id))


def find_absence(session: Session, person_id: int, day: date | None = None) -> Absentee | None:
    """Return a person's absence: on this day, or at any time."""
    query = (
        select(Absence.starts, Absence.ends, Absence.deputy_id, Person.name)
        .outerjoin(Person, Person.id == Absence.deputy_id)
        .where(Absence.person_id == person_id)
    )
    if day is not None:
        query = query.where(Absence.starts <= day, Absence.ends >= day)
    row = session.execute(query).first()
    return None if row is None else Absentee(row[0], row[1], row[2], row[3] or "")


def stand_ins(session: Session, person_ids: Iterable[int], at: datetime | date) -> set[int]:
    """Return these people with each absent one replaced by their deputy; those without a deputy stay. Deputies of
    deputies are followed up to five levels; suspended people are never deputies."""
    day = at.date() if isinstance(at, datetime) else at
    deputies = _deputies(session, day)
    return {_follow(deputies, id) for id in person_ids}


def _deputies(session: Session, day: date) -> dict[int, int]:
    query = (
        select(Absence.person_id, Absence.deputy_id)
        .join(Person, Person.id == Absence.deputy_id)
        .where(Absence.starts <= day, Absence.ends >= day, Person.suspended_at.is_(None))
    )
    return {person: deputy for person, deputy in session.execute(query) if deputy is not None}


def _follow(deputies: Mapping[int, int], person_id: int) -> int:
    found = person_id
    for _ in range(LONGEST_CHAIN):
        if found not in deputies or deputies[found] == person_id:
            return found
        found = deputies[found]
    return found


def groups_stood_in(session: Session, actor: Actor, day: date) -> set[int]:
    """Return the actor's groups whose absent leads named the actor as deputy: the actor decides their requests."""
    for_whom = stood_in_for(session, actor, day)
    query = select(Membership.group_id).where(Membership.person_id.in_(for_whom), Membership.role == LEAD)
    return set(session.scalars(query)) & set(actor.groups)


def stood_in_for(session: Session, actor: Actor, day: date) -> set[int]:
    """Return the absent people whose requests go to the actor: the inverse of `stand_ins`."""
    deputies = _deputies(session, day)
    return {person for person in deputies if _follow(deputies, person) == actor.person_id} - {actor.person_id}
