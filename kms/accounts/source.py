"""What the search may know about people and groups: their names, and who may see that they exist."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, String, cast, func, literal, select
from sqlalchemy.orm import Session

from kms.access.models import AccessList
from kms.access.policy import MEMBERS
from kms.accounts.models import Group, Membership, Person
from kms.core.reach import Reach
from kms.core.search_sources import Guard, SearchDocument, SearchHit


class PersonSource:
    """People who can sign in, for everybody who is signed in: by name and user name, never by e-mail address."""

    kind = "person"

    def documents(self, session: Session, ids: Sequence[int]) -> list[SearchDocument]:
        """The present state of these people; who was locked out is not found."""
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
        """Everybody who can sign in."""
        yield from session.scalars(select(Person.id).where(Person.suspended_at.is_(None)).order_by(Person.id))

    def hits(self, session: Session, reach: Reach, ids: Sequence[int]) -> Mapping[int, SearchHit]:
        """These people, for those who are signed in."""
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
        """What guards those of these people who can sign in: everybody's list."""
        everybody = _list_of(session, MEMBERS)
        query = select(Person.id).where(Person.id.in_(ids), Person.suspended_at.is_(None))
        return {} if everybody is None else {id: Guard(everybody) for id in session.scalars(query)}


class GroupSource:
    """Groups, for the people in them: to others a group does not exist."""

    kind = "group"

    def documents(self, session: Session, ids: Sequence[int]) -> list[SearchDocument]:
        """The present state of these groups."""
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
        """Every group."""
        yield from session.scalars(select(Group.id).order_by(Group.id))

    def hits(self, session: Session, reach: Reach, ids: Sequence[int]) -> Mapping[int, SearchHit]:
        """Those of these groups whose things the reader may see, which is: those they belong to."""
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
        """What guards these groups: the list of their people."""
        query = select(Group.id, AccessList.id).join(AccessList, AccessList.audience == _audience())
        return {id: Guard(acl_id) for id, acl_id in session.execute(query.where(Group.id.in_(ids)))}


def _list_of(session: Session, audience: str) -> int | None:
    return session.scalar(select(AccessList.id).where(AccessList.audience == audience))


def _audience() -> ColumnElement[str]:
    return literal("group:").concat(cast(Group.id, String))
