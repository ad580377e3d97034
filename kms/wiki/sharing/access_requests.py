"""Access requests for spaces: a space that takes them shows its name to others; its managers or their deputies
answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level, level_of, reach
from kms.access.service import grants_of, set_grants
from kms.accounts.models import Person
from kms.accounts.people.absence import stand_ins, stood_in_for
from kms.core.clock import now
from kms.core.errors import Conflict, Forbidden, Invalid, NotFound
from kms.core.reach import Reach
from kms.core.text import N_
from kms.notifications.kinds import MAIL, NotificationKind, register_kind
from kms.notifications.service import notify
from kms.sharing.effective_access import people_through
from kms.wiki.models import AccessRequest, Space
from kms.wiki.pages import queries

NOTE = 500
ASKED = register_kind(
    NotificationKind(
        "space.asked", N_("Somebody asks to be let in"), N_("%(who)s asks to be let into this space"), how=MAIL
    )
)
LET_IN = register_kind(
    NotificationKind("space.let_in", N_("I was let in"), N_("%(who)s let you into this space"), how=MAIL)
)


@dataclass(frozen=True)
class ClosedSpace:
    """A space that can only be requested: what may be shown of it, and the state of one's own request."""

    slug: str
    name: str
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    answer: str = ""

    @property
    def is_waiting(self) -> bool:
        return self.asked_at is not None and self.answered_at is None

    @property
    def is_declined(self) -> bool:
        return self.answered_at is not None


@dataclass(frozen=True)
class WaitingRequest:
    """A request waiting for an answer."""

    id: int
    person_id: int
    name: str
    user_name: str
    note: str
    created_at: datetime


def closed_spaces(session: Session, readable: Reach) -> list[ClosedSpace]:
    """The spaces that take requests and are not within reach, by name."""
    mine = (AccessRequest.space_id == Space.id) & (AccessRequest.person_id == readable.owner_id)
    query = (
        select(
            Space.slug, Space.name, AccessRequest.created_at, AccessRequest.answered_at, AccessRequest.answer
        )
        .outerjoin(AccessRequest, mine)
        .where(Space.takes_requests.is_(True), ~readable.where(Space))
        .order_by(func.lower(Space.name), Space.id)
        .limit(200)
    )  # fmt: skip
    return [ClosedSpace(*row) for row in session.execute(query)] if readable else []


def ask(session: Session, actor: Actor, slug: str, note: str) -> None:
    """Request access; asking again renews an answered request. Raises NotFound if the space takes no requests."""
    if actor.ceiling < Level.WRITE:
        raise Forbidden(N_("This key may only read."))
    space = session.scalars(select(Space).where(Space.slug == slug)).first()
    if space is None or not space.takes_requests or reach(session, actor).covers(space):
        raise NotFound(queries.HIDDEN)
    notify(
        session, _answering(session, space), ASKED.name, ("space", space.id), actor.person_id, note, place="/requests"
    )
    row = _find(session, space.id, actor.person_id)
    if row is None:
        session.add(AccessRequest(space_id=space.id, person_id=actor.person_id, note=note))
        return
    if row.answered_at is not None:
        row.created_at = now()
    row.note, row.level, row.answer, row.answered_by, row.answered_at = note, None, "", None, None


def _answering(session: Session, space: Space) -> set[int]:
    """Who is notified: the managers of the space, and their deputies who can read it."""
    managers = _managing(session, space)
    return managers | (
        stand_ins(session, managers, now()) & people_through(session, grants_of(session, space.acl_id), ())
    )


def _managing(session: Session, space: Space) -> set[int]:
    return people_through(session, grants_of(session, space.acl_id), (), Level.MANAGE)


def most_given(session: Session, actor: Actor, space: Space) -> Level | None:
    """The highest level the actor may grant for this space; None if they may not answer its requests.

    Deputies can grant up to their own level. An API key without the scope to manage answers nothing.
    """
    held = level_of(session, actor, space)
    if held is None or actor.ceiling < Level.MANAGE:
        return None
    if held < Level.MANAGE:
        away = stood_in_for(session, actor, now().date())
        if not away or away.isdisjoint(_managing(session, space)):
            return None
    return min(held, Level.WRITE)


def get_answered(session: Session, actor: Actor, slug: str) -> tuple[Space, Level]:
    """A space whose requests the actor may answer, and the highest level they may grant. Raises NotFound, Forbidden."""
    space = queries.get_space(session, reach(session, actor), slug)
    most = most_given(session, actor, space)
    if most is None:
        raise Forbidden(N_("Those who manage this space answer its requests, or who stands in for them."))
    return space, most


def waiting(session: Session, space_id: int) -> Sequence[WaitingRequest]:
    """The requests for a space whose requests one may answer, oldest first."""
    query = (
        select(
            AccessRequest.id, Person.id, Person.name, Person.user_name, AccessRequest.note, AccessRequest.created_at
        )
        .join(Person, Person.id == AccessRequest.person_id)
        .where(
            AccessRequest.space_id == space_id, AccessRequest.answered_at.is_(None), Person.suspended_at.is_(None)
        )
        .order_by(AccessRequest.created_at, AccessRequest.id)
        .limit(200)
    )  # fmt: skip
    return [WaitingRequest(*row) for row in session.execute(query)]


def answer(session: Session, actor: Actor, slug: str, request_id: int, level: Level | None, word: str) -> str:
    """Grant the person read or write access, or decline (None); returns their name.

    Raises NotFound, Forbidden, Conflict if somebody has answered already.
    """
    space, most = get_answered(session, actor, slug)
    if level is not None and level > most:
        raise Forbidden(N_("You can only give what you have yourself."))
    row = session.get(AccessRequest, request_id)
    if row is None or row.space_id != space.id:
        raise NotFound(queries.HIDDEN)
    if row.answered_at is not None:
        raise Conflict(N_("Somebody answered this request already."))
    person = session.get(Person, row.person_id)
    if person is None or person.suspended_at is not None:
        raise Invalid({"": N_("There is nobody of this name.")})
    if level is not None:
        grants = grants_of(session, space.acl_id)
        name = f"user:{person.id}"
        set_grants(session, space.acl_id, {**grants, name: max(min(level, Level.WRITE), grants.get(name, level))})
        notify(session, [person.id], LET_IN.name, ("space", space.id), actor.person_id, word)
    row.level, row.answer = level, word
    row.answered_by, row.answered_at = actor.person_id, now()
    return person.name or person.user_name


def _find(session: Session, space_id: int, person_id: int) -> AccessRequest | None:
    query = select(AccessRequest).where(AccessRequest.space_id == space_id, AccessRequest.person_id == person_id)
    return session.scalars(query).first()
