"""Search documents of comments, which are protected like their subject."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.accounts.models import Person
from kms.comments.models import Comment
from kms.core.reach import Reach
from kms.core.search_sources import Guard, SearchDocument, SearchHit, SearchSource
from kms.notifications import visibility
from kms.settings.queries import current


class CommentSource:
    """Comments by id; `things` are the sources of possible subjects."""

    kind = "comment"

    def __init__(self, things: Mapping[str, SearchSource]) -> None:
        self._things = things

    def documents(self, session: Session, ids: Sequence[int]) -> list[SearchDocument]:
        """Return the current state of these comments, whoever may read them: for the index only."""
        if not _are_enabled(session):
            return []
        query = select(Comment, Person.user_name).outerjoin(Person, Person.id == Comment.author_id)
        rows = session.execute(query.where(Comment.id.in_(ids), Comment.deleted_at.is_(None))).all()
        guards = visibility.guards(session, self._things, [_about(row) for row, _ in rows])
        return [
            SearchDocument(
                kind=self.kind,
                id=row.id,
                acl=guards[_about(row)].acl_id,
                owner=guards[_about(row)].owner_id,
                title="",
                text=row.plain,
                author=author or "",
                url=f"/comments/{row.id}",
                updated_at=row.created_at,
            )
            for row, author in rows
            if _about(row) in guards
        ]

    def all_ids(self, session: Session) -> Iterator[int]:
        """Yield every comment that is not deleted; none if comments are switched off."""
        if _are_enabled(session):
            yield from session.scalars(select(Comment.id).where(Comment.deleted_at.is_(None)).order_by(Comment.id))

    def hits(self, session: Session, reach: Reach, ids: Sequence[int]) -> Mapping[int, SearchHit]:
        """Return those of these comments whose subject the reader may see, each linking to its position."""
        if not _are_enabled(session):
            return {}
        query = select(Comment, Person.name).outerjoin(Person, Person.id == Comment.author_id)
        rows = session.execute(query.where(Comment.id.in_(ids), Comment.deleted_at.is_(None))).all()
        found = visibility.hits(session, self._things, reach, [_about(row) for row, _ in rows])
        return {
            row.id: SearchHit(
                kind=self.kind,
                id=row.id,
                title=found[_about(row)].title,
                url=f"{found[_about(row)].url}#comment-{row.id}",
                passage_source=row.plain,
                place=found[_about(row)].place,
                by=author or "",
                updated_at=row.created_at,
            )
            for row, author in rows
            if _about(row) in found
        }

    def guards(self, session: Session, ids: Sequence[int]) -> Mapping[int, Guard]:
        """Return what protects the subjects of these comments."""
        rows = session.scalars(select(Comment).where(Comment.id.in_(ids), Comment.deleted_at.is_(None))).all()
        found = visibility.guards(session, self._things, [_about(row) for row in rows])
        return {row.id: found[_about(row)] for row in rows if _about(row) in found}


def _are_enabled(session: Session) -> bool:
    return current(session).has("comments")


def _about(row: Comment) -> tuple[str, int]:
    return row.about_kind, row.about_id
