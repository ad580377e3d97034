"""What the search may know about pages."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.accounts.models import Person
from kms.core.documents import Document, Hit
from kms.core.reach import Reach
from kms.wiki import queries, rendering
from kms.wiki.models import Page, Rendering, Space


class PageSource:
    """Pages by id."""

    kind = "page"

    def documents(self, session: Session, ids: Sequence[int]) -> list[Document]:
        """The present state of these pages, whoever may read them: for the index only."""
        tags = queries.tags_of(session, ids)
        query = (
            select(Page, Space.slug, Person.user_name)
            .join(Space, Space.id == Page.space_id)
            .outerjoin(Person, Person.id == Page.updated_by)
            .where(Page.id.in_(ids), Page.trashed_at.is_(None))
        )
        return [
            _document(session, page, space, author, tags[page.id]) for page, space, author in session.execute(query)
        ]

    def all_ids(self, session: Session) -> Iterator[int]:
        """Every page that is not in the trash."""
        yield from session.scalars(select(Page.id).where(Page.trashed_at.is_(None)).order_by(Page.id))

    def hits(self, session: Session, reach: Reach, ids: Sequence[int]) -> Mapping[int, Hit]:
        """Those of these pages that the reader may see."""
        rows = queries.find_pages(session, reach, ids)
        tags = queries.tags_of(session, rows)
        plain = plain_texts(session, rows)
        return {
            id: Hit(
                kind=self.kind,
                id=id,
                title=row.title,
                url=row.address,
                passage_source=plain.get(id, ""),
                tags=tuple(tags[id]),
                place=row.space_name,
                by=row.updated_by or "",
                updated_at=row.updated_at,
                extra={"space": row.space},
            )
            for id, row in rows.items()
        }


def plain_texts(session: Session, ids: Mapping[int, object]) -> dict[int, str]:
    """The readable text of pages that were found readable."""
    query = select(Rendering.page_id, Rendering.plain).where(Rendering.page_id.in_(ids))
    return {id: plain for id, plain in session.execute(query)}


def _document(session: Session, page: Page, space: str, author: str | None, tags: list[str]) -> Document:
    shown = rendering.shown(session, page.id, page.head_id)
    return Document(
        kind="page",
        id=page.id,
        acl=page.acl_id,
        owner=None,
        title=page.title,
        text=shown.plain,
        tags=tuple(tags),
        headings=tuple(heading.text for heading in shown.headings),
        space=space,
        author=author or "",
        url=f"/p/{page.id}/{page.slug}",
        updated_at=page.updated_at,
    )
