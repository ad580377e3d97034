"""What search may know about pages."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.accounts.models import Person
from kms.core.reach import Reach
from kms.core.search_sources import Guard, SearchDocument, SearchHit
from kms.wiki.links.backlink_counts import backlink_counts
from kms.wiki.models import Attachment, Page, Rendering, Space
from kms.wiki.pages import queries, rendering

ATTACHMENT = "attachment"
_LEFT_OFF = re.compile(r"^\d+:|(?:\.docx)?\.md$")


class PageSource:
    """Pages by id."""

    kind = "page"

    def documents(self, session: Session, ids: Sequence[int]) -> list[SearchDocument]:
        """The current state of these pages, regardless of who may read them: for the index only."""
        tags = queries.tags_of(session, ids)
        query = (
            select(Page, Space, Person.user_name)
            .join(Space, Space.id == Page.space_id)
            .outerjoin(Person, Person.id == Page.updated_by)
            .where(Page.id.in_(ids), Page.trashed_at.is_(None))
        )
        rows = session.execute(query).all()
        pages = [page for page, _, _ in rows]
        kept = list(session.scalars(select(Rendering).where(Rendering.page_id.in_(ids))))  # held, so that get finds it
        around = _Around(
            tags, titles_above(session, pages), backlink_counts(session, pages), pages_with_files(session, ids)
        )
        found = [_document(session, page, space, author, around) for page, space, author in rows]
        kept.clear()
        return found

    def all_ids(self, session: Session) -> Iterator[int]:
        """Every page that is not in the trash."""
        yield from session.scalars(select(Page.id).where(Page.trashed_at.is_(None)).order_by(Page.id))

    def hits(self, session: Session, reach: Reach, ids: Sequence[int]) -> Mapping[int, SearchHit]:
        """Those of these pages that the reader may see."""
        rows = queries.find_pages(session, reach, ids)
        tags = queries.tags_of(session, rows)
        texts = readable_texts(session, rows)
        return {
            id: SearchHit(
                kind=self.kind,
                id=id,
                title=row.title,
                url=row.address,
                passage_source=texts[id][0] if id in texts else "",
                tags=tuple(tags[id]),
                place=row.space_name,
                by=row.updated_by or "",
                updated_at=row.updated_at,
                extra={"space": row.space},
                anchors=texts[id][1] if id in texts else (),
            )
            for id, row in rows.items()
        }

    def guards(self, session: Session, ids: Sequence[int]) -> Mapping[int, Guard]:
        """The access lists that guard those of these pages that are not in the trash."""
        return {id: Guard(acl_id) for id, acl_id in queries.lists_of_pages(session, ids).items()}


def readable_texts(session: Session, ids: Iterable[int]) -> dict[int, tuple[str, tuple[tuple[int, str, str], ...]]]:
    """The plain text of pages that were found readable, and the positions of their headings."""
    query = select(Rendering.page_id, Rendering.plain, Rendering.headings).where(Rendering.page_id.in_(ids))
    return {id: (plain, rendering.anchors(plain, headings)) for id, plain, headings in session.execute(query)}


def titles_above(session: Session, pages: Sequence[Page]) -> dict[int, list[str]]:
    """The titles of each page's ancestors that the same access list guards; others could reveal hidden titles."""
    wanted = {int(id) for page in pages for id in page.path.split("/")[1:-2]}
    query = select(Page.id, Page.title, Page.acl_id).where(Page.id.in_(wanted), Page.trashed_at.is_(None))
    titles = {(id, acl): title for id, title, acl in session.execute(query)}
    return {
        page.id: [
            title for id in page.path.split("/")[1:-2] if (title := titles.get((int(id), page.acl_id))) is not None
        ]
        for page in pages
    }


def _names(page: Page) -> list[str]:
    """The name of the file it was imported from, and of its folder if the file is only the folder's index."""
    parts = [part for part in _LEFT_OFF.sub("", page.source_path or "").split("/") if part]
    own = [part for part in parts if part.lower() not in ("index", "readme")][-1:]
    return [part.replace("_", " ").replace("-", " ") for part in own]


def pages_with_files(session: Session, ids: Sequence[int]) -> set[int]:
    """Those of these pages that have attachments."""
    found = session.scalars(select(Attachment.page_id).where(Attachment.page_id.in_(ids)).distinct())
    return {id for id in found if id is not None}


@dataclass(frozen=True)
class _Around:
    """What surrounds pages, by page id: tags, titles above, backlink counts; and which have files."""

    tags: Mapping[int, Sequence[str]]
    above: Mapping[int, Sequence[str]]
    sources: Mapping[int, int]
    with_files: Set[int]


def _document(session: Session, page: Page, space: Space, author: str | None, around: _Around) -> SearchDocument:
    shown = rendering.shown(session, page)
    return SearchDocument(
        kind="page",
        id=page.id,
        acl=page.acl_id,
        owner=None,
        title=page.title,
        text=shown.plain,
        tags=tuple(around.tags[page.id]),
        headings=tuple(heading.text for heading in shown.headings),
        space=space.slug,
        author=author or "",
        url=f"/p/{page.id}/{page.slug}",
        updated_at=page.updated_at,
        names=_names(page),
        above=around.above[page.id],
        sources=around.sources[page.id],
        states=(ATTACHMENT,) if page.id in around.with_files else (),
    )
