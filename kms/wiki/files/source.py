"""What search may know about files: every attachment of a page, by name and by content."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kms.accounts.models import Person
from kms.core.reach import Reach
from kms.core.search_sources import Guard, SearchDocument, SearchHit
from kms.files.models import READING, FileText
from kms.files.queries import parts_of
from kms.wiki.models import Attachment, Page, Space

PASSAGE_FROM = 200_000
"""Passages are looked for in this many characters of a file's text."""


class FileSource:
    """Attachments by id; uploads that no page has adopted yet are not found."""

    kind = "file"

    def documents(self, session: Session, ids: Sequence[int]) -> list[SearchDocument]:
        """The current state of these files, regardless of who may read them: for the index only."""
        query = (
            select(Attachment, Page.acl_id, Page.title, Space.slug, Person.user_name, FileText.text, FileText.parts)
            .join(Page, Page.id == Attachment.page_id)
            .join(Space, Space.id == Page.space_id)
            .outerjoin(Person, Person.id == Attachment.created_by)
            .outerjoin(FileText, FileText.sha256 == Attachment.sha256)
            .where(Attachment.id.in_(ids), Page.trashed_at.is_(None))
        )
        return [
            SearchDocument(
                kind=self.kind,
                id=row.id,
                acl=acl_id,
                owner=None,
                title=row.name,
                text="",
                space=space,
                author=author or "",
                url=address(row.id),
                updated_at=row.created_at,
                kept=text or "",
                names=(words_of(row.name),),
                above=(page_title,),
                headings=tuple(part.name for part in parts_of(parts) if part.kind == "sheet"),
            )
            for row, acl_id, page_title, space, author, text, parts in session.execute(query)
        ]

    def all_ids(self, session: Session) -> Iterator[int]:
        """Every file of a page that is not in the trash."""
        query = select(Attachment.id).join(Page, Page.id == Attachment.page_id).where(Page.trashed_at.is_(None))
        yield from session.scalars(query.order_by(Attachment.id))

    def hits(self, session: Session, reach: Reach, ids: Sequence[int]) -> Mapping[int, SearchHit]:
        """Those of these files that the reader may see."""
        query = (
            select(
                Attachment, Page.id, Page.slug, Page.title, Space.slug, Space.name, Person.name,
                func.substr(FileText.text, 1, PASSAGE_FROM), FileText.parts,
            )
            .join(Page, Page.id == Attachment.page_id)
            .join(Space, Space.id == Page.space_id)
            .outerjoin(Person, Person.id == Attachment.created_by)
            .outerjoin(FileText, (FileText.sha256 == Attachment.sha256) & (FileText.state != READING))
            .where(Attachment.id.in_(ids), reach.where(Attachment), reach.where(Page), Page.trashed_at.is_(None))
        )  # fmt: skip
        return {
            row.id: SearchHit(
                kind=self.kind,
                id=row.id,
                title=row.name,
                url=address(row.id),
                passage_source=text or "",
                place=f"{space_name} / {page_title}",
                by=author or "",
                updated_at=row.created_at,
                extra={"space": space, "file": f"/files/{row.id}", "page": f"/p/{page_id}/{page_slug}"},
                anchors=tuple((part.offset, part.anchor, part.label) for part in parts_of(parts)),
            )
            for row, page_id, page_slug, page_title, space, space_name, author, text, parts in session.execute(query)
        }

    def guards(self, session: Session, ids: Sequence[int]) -> Mapping[int, Guard]:
        """The access lists that guard those of these files whose page is not in the trash."""
        query = select(Attachment.id, Page.acl_id).join(Page, Page.id == Attachment.page_id)
        query = query.where(Attachment.id.in_(ids), Page.trashed_at.is_(None))
        return {id: Guard(acl_id) for id, acl_id in session.execute(query)}


def address(file_id: int) -> str:
    """The URL of the file's text, which also offers the file for download."""
    return f"/files/{file_id}/text"


def words_of(name: str) -> str:
    """The words of a file name: "Wartungsplan_2026-final.pdf" has three and its extension."""
    return "".join(c if c.isalnum() else " " for c in name)
