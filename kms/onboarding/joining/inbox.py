"""The request inbox of each person who manages people: account requests that name no known group."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from kms.accounts.models import Person
from kms.accounts.people import absence
from kms.core.clock import now
from kms.core.reach import Reach
from kms.core.search_sources import Guard, SearchDocument, SearchHit
from kms.onboarding.joining.models import JoinRequest

SHOWN = 5
_NO_LIST = 0


def people_to_notify(session: Session) -> set[int]:
    """Return who is notified: those with the people role, else administrators; or deputies, if they may decide."""
    able = select(Person.id).where(Person.suspended_at.is_(None))
    having = set(session.scalars(able.where(Person.manages_people))) or set(
        session.scalars(able.where(Person.is_admin))
    )
    deputies = absence.stand_ins(session, having, now())
    return having | set(_managing(session, list(deputies)))


class RequestInboxSource:
    """Request inboxes by the id of their person. An inbox is visible to that person only, while they manage people and
    it is not empty; it is not in the search index."""

    kind = "desk"

    def documents(self, session: Session, ids: Sequence[int]) -> list[SearchDocument]:
        """None."""
        return []

    def all_ids(self, session: Session) -> Iterator[int]:
        """None, for the same reason."""
        return iter(())

    def hits(self, session: Session, reach: Reach, ids: Sequence[int]) -> Mapping[int, SearchHit]:
        """Return the reader's own inbox, titled by who is waiting."""
        seen = {id for id, guard in self.guards(session, ids).items() if reach.covers(guard)}
        names = _waiting(session) if seen else []
        return {id: SearchHit(self.kind, id, ", ".join(names[:SHOWN]), "/admin/people/requests", "") for id in seen}

    def guards(self, session: Session, ids: Sequence[int]) -> Mapping[int, Guard]:
        """Return what protects these inboxes: no access list, only the person."""
        if not _waiting(session):
            return {}
        return {id: Guard(_NO_LIST, id) for id in _managing(session, ids)}


def _managing(session: Session, ids: Sequence[int]) -> list[int]:
    query = select(Person.id).where(Person.id.in_(ids), Person.suspended_at.is_(None))
    return list(session.scalars(query.where(or_(Person.manages_people, Person.is_admin))))


def _waiting(session: Session) -> list[str]:
    query = select(JoinRequest.name).where(JoinRequest.decided_at.is_(None), JoinRequest.group_id.is_(None))
    return list(session.scalars(query.order_by(JoinRequest.id).limit(SHOWN + 1)))
