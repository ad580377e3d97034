"""Requesting an account on the sign-in page: a lead of the group, or whoever manages people, decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from kms.access.policy import Actor
from kms.accounts import queries
from kms.accounts.groups import requests as group_requests
from kms.accounts.groups import service as groups
from kms.accounts.groups.requests import GroupRequest
from kms.accounts.inputs import EMAIL
from kms.accounts.models import LEAD, MEMBER, Membership, Person
from kms.accounts.people import absence, directory
from kms.audit.service import record
from kms.core.clock import now
from kms.core.errors import Forbidden, NotFound
from kms.core.inputs import Fields
from kms.core.text import N_, fold_key
from kms.onboarding.joining.models import JoinRequest
from kms.onboarding.staff.user_names import suggest_user_name

MOST_OPEN = 200
KEPT = timedelta(days=90)


@dataclass(frozen=True)
class JoinDraft:
    """What a person without an account submits."""

    name: str
    email: str | None
    wanted: str
    note: str

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Raises Invalid with one message per field."""
        fields = Fields(form)
        draft = cls(
            fields.line("name", 200, required=True),
            fields.line("email", 320).lower() or None,
            fields.line("wanted", 200, required=True),
            fields.line("note", 500),
        )
        if draft.email and not EMAIL.fullmatch(draft.email):
            fields.fail("email", N_("This does not look like an e-mail address."))
        fields.done()
        return draft


def ask(session: Session, draft: JoinDraft) -> JoinRequest | None:
    """Store the request; None if too many are open. The response must not reveal whether the group exists."""
    waiting = session.scalar(select(func.count()).select_from(JoinRequest).where(JoinRequest.decided_at.is_(None)))
    if (waiting or 0) >= MOST_OPEN:
        return None
    request = JoinRequest(
        name=draft.name,
        email=draft.email,
        wanted=draft.wanted,
        note=draft.note,
        group_id=_group_meant(session, draft.wanted),
    )
    session.add(request)
    session.flush()
    return request


def _group_meant(session: Session, wanted: str) -> int | None:
    """Return the group with that name, or the one led by the person with that name."""
    group = queries.find_group(session, wanted)
    if group is not None:
        return group.id
    people = directory.matching_names(session, [wanted])[wanted]
    query = select(Membership.group_id).where(
        Membership.person_id.in_([person.id for person in people]), Membership.role == LEAD
    )
    led = session.scalars(query).all()
    return led[0] if len(led) == 1 else None


def deciders(session: Session, request: JoinRequest) -> set[int]:
    """Return who is notified: the leads of the group, or their deputies."""
    query = select(Membership.person_id).where(Membership.group_id == request.group_id, Membership.role == LEAD)
    return absence.stand_ins(session, session.scalars(query), now())


def list_open(session: Session) -> Sequence[JoinRequest]:
    """Return all open requests, oldest first; for those who manage people."""
    return session.scalars(
        select(JoinRequest).where(JoinRequest.decided_at.is_(None)).order_by(JoinRequest.id).limit(MOST_OPEN)
    ).all()


def accept(session: Session, actor: Actor, request_id: int) -> Person:
    """Create the person, in the requested group. Raises NotFound, Forbidden."""
    request = _get_open(session, actor, request_id)
    taken = set(session.scalars(select(Person.key)))
    user_name = suggest_user_name(request.name, taken)
    free = request.email and not session.scalar(select(Person.id).where(Person.email == request.email))
    person = Person(
        user_name=user_name,
        key=fold_key(user_name),
        name=request.name,
        email=request.email if free else None,
        password=None,
    )
    session.add(person)
    session.flush()
    record(session, actor, "request.accepted", whom=person.id, group=request.group_id)
    if request.group_id is not None:
        groups.add_member(session, actor, request.group_id, person.id, MEMBER)
    request.decided_at, request.decided_by, request.person_id = now(), actor.person_id, person.id
    session.flush()
    return person


def decline(session: Session, actor: Actor, request_id: int) -> None:
    """Decline the request; nobody is notified."""
    request = _get_open(session, actor, request_id)
    record(session, actor, "request.declined", group=request.group_id)
    request.decided_at, request.decided_by = now(), actor.person_id


def get_group_id(session: Session, request_id: int) -> int | None:
    """Return the group the request is for. Raises NotFound."""
    request = session.get(JoinRequest, request_id)
    if request is None:
        raise NotFound(N_("There is no such request."))
    return request.group_id


def _get_open(session: Session, actor: Actor, request_id: int) -> JoinRequest:
    request = session.get(JoinRequest, request_id)
    if request is None or request.decided_at is not None or not _may_see(actor, request):
        raise NotFound(N_("This request was decided already, or is not yours to decide."))
    if not may_decide(session, actor, request.group_id):
        raise Forbidden(N_("Only the leads of this group can do this."))
    return request


def _may_see(actor: Actor, request: JoinRequest) -> bool:
    return actor.may_manage_people or request.group_id in actor.groups


def may_decide(session: Session, actor: Actor, group_id: int | None) -> bool:
    """Whether the actor manages people, leads the group, or deputises for one of its leads."""
    if actor.may_manage_people or group_id in actor.leads:
        return True
    return group_id is not None and group_id in absence.groups_stood_in(session, actor, now().date())


def forget_old(session: Session) -> None:
    """Delete requests decided more than 90 days ago."""
    session.execute(delete(JoinRequest).where(JoinRequest.decided_at < now() - KEPT))


class JoinRequests:
    """Account requests on the page of the group they name."""

    def requests(self, session: Session, actor: Actor, group_id: int) -> list[GroupRequest]:
        """Return those that `actor` may decide."""
        if not may_decide(session, actor, group_id):
            return []
        return [say(row) for row in list_open(session) if row.group_id == group_id]


def say(row: JoinRequest) -> GroupRequest:
    """Return the request as it is listed."""
    return GroupRequest(
        who=row.name,
        what=N_("asks for an account (group or lead: %(wanted)s)", wanted=row.wanted),
        note=row.note,
        since=row.created_at,
        accept=f"/join-requests/{row.id}/accept",
        decline=f"/join-requests/{row.id}/decline",
        accept_label=N_("Let in and print the start slip"),
    )


group_requests.register(JoinRequests())
