"""Search documents of people and groups: their names, and who may see that they exist."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, String, cast, func, literal, select
from sqlalchemy.orm import Session

from kms.access.models import AccessList
from kms.access.policy import MEMBERS
from kms.accounts.models import Group, Membership, Person
from kms.core.reach import Reach
from kms.core.search_sources import Guard, SearchDocument, SearchHit


class PersonSource:
    """People who can sign in, visible to all signed-in people; found by name and user name, never by email address."""

    kind = "person"

    def documents(self, session: Session, ids: Sequence[int]) -> list[SearchDocument]:
        """Return the current state of these people; suspended people are not found."""
        everybody = _list_of(session, MEMBERS)
        if everybody is None:
            return []
        query = select(Person).where(Person.id.in_(ids), Person.suspended_at.is_(None))
        return [
            SearchDocument(
                kind=self.kind,
                id=row.id,
                acl=everybody,
                owner=None,
                title=row.name or row.user_name,
                text="",
                names=(row.user_name,),
                url=f"/people/{row.id}",
            )
            for row in session.scalars(query)
        ]

    def all_ids(self, session: Session) -> Iterator[int]:
        """Return everyone who can sign in."""
        yield from session.scalars(select(Person.id).where(Person.suspended_at.is_(None)).order_by(Person.id))

    def hits(self, session: Session, reach: Reach, ids: Sequence[int]) -> Mapping[int, SearchHit]:
        """Return hits for these people, for signed-in readers."""
        if _list_of(session, MEMBERS) not in reach.acl_ids:
            return {}
        query = select(Person).where(Person.id.in_(ids), Person.suspended_at.is_(None))
        return {
            row.id: SearchHit(
                kind=self.kind,
                id=row.id,
                title=row.name or row.user_name,
                url=f"/people/{row.id}",
                passage_source="",
                place=row.user_name,
            )
            for row in session.scalars(query)
        }

    def guards(self, session: Session, ids: Sequence[int]) -> Mapping[int, Guard]:
        """Return the access list of those of these people who can sign in: everyone's."""
        everybody = _list_of(session, MEMBERS)
        query = select(Person.id).where(Person.id.in_(ids), Person.suspended_at.is_(None))
        return {} if everybody is None else {id: Guard(everybody) for id in session.scalars(query)}


class GroupSource:
    """Groups, visible to their members only; to others they do not exist."""

    kind = "group"

    def documents(self, session: Session, ids: Sequence[int]) -> list[SearchDocument]:
        """Return the current state of these groups."""
        query = select(Group, AccessList.id).join(AccessList, AccessList.audience == _audience())
        return [
            SearchDocument(
                kind=self.kind,
                id=group.id,
                acl=acl_id,
                owner=None,
                title=group.name,
                text=group.description,
                url=f"/groups/{group.id}",
            )
            for group, acl_id in session.execute(query.where(Group.id.in_(ids)))
        ]

    def all_ids(self, session: Session) -> Iterator[int]:
        """Return every group."""
        yield from session.scalars(select(Group.id).order_by(Group.id))

    def hits(self, session: Session, reach: Reach, ids: Sequence[int]) -> Mapping[int, SearchHit]:
        """Return hits for those of these groups that the reader belongs to."""
        people = select(func.count()).where(Membership.group_id == Group.id).scalar_subquery()
        query = (
            select(Group, people)
            .join(AccessList, AccessList.audience == _audience())
            .where(Group.id.in_(ids), AccessList.id.in_(sorted(reach.acl_ids)))
        )
        return {
            group.id: SearchHit(
                kind=self.kind,
                id=group.id,
                title=group.name,
                url=f"/groups/{group.id}",
                passage_source=group.description,
                extra={"people": str(count)},
            )
            for group, count in session.execute(query)
        }

    def guards(self, session: Session, ids: Sequence[int]) -> Mapping[int, Guard]:
        """Return what protects these groups: the access list of their members."""
        query = select(Group.id, AccessList.id).join(AccessList, AccessList.audience == _audience())
        return {id: Guard(acl_id) for id, acl_id in session.execute(query.where(Group.id.in_(ids)))}


def _list_of(session: Session, audience: str) -> int | None:
    return session.scalar(select(AccessList.id).where(AccessList.audience == audience))


def _audience() -> ColumnElement[str]:
    return literal("group:").concat(cast(Group.id, String))
