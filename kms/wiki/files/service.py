"""Attachment use cases: add, remove, read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level, reach, require
from kms.core.errors import NoRoom, NotFound, TooLarge
from kms.core.reach import Reach
from kms.core.text import N_
from kms.files.kinds import INLINE, PDF
from kms.files.service import Upload, register
from kms.wiki.models import Attachment, Page
from kms.wiki.pages import queries
from kms.wiki.pages.queries import PageRow
from kms.wiki.pages.service import get_for_change


@dataclass(frozen=True)
class FileRow:
    """An attachment as shown."""

    id: int
    name: str
    size: int
    mime: str
    sha256: str
    page_id: int | None = None

    @property
    def address(self) -> str:
        return f"/files/{self.id}"

    @property
    def markdown(self) -> str:
        """The Markdown that shows or links the file."""
        label = self.name.replace("\\", "").replace("[", "(").replace("]", ")")
        return f"![{label}]({self.address})" if self.is_picture else f"[{label}]({self.address})"

    @property
    def opened(self) -> str | None:
        """The URL at which a browser shows the file instead of saving it."""
        return f"{self.address}/open" if self.mime == PDF else None

    @property
    def thumbnail(self) -> str | None:
        """The URL of the thumbnail."""
        return f"{self.address}/thumbnail" if self.mime in INLINE else None

    @property
    def is_picture(self) -> bool:
        return self.mime in INLINE or self.mime == "image/svg+xml"


@dataclass(frozen=True)
class Quota:
    """The most bytes all files, and the files of one person, may take; 0 for no limit."""

    all: int = 0
    each: int = 0


def check_quota(session: Session, actor: Actor, quota: Quota, size: int) -> None:
    """Raise TooLarge if `size` more bytes would exceed the quota."""
    if quota.each and _bytes(session, Attachment.created_by == actor.person_id) + size > quota.each:
        raise TooLarge(N_("Your files take all the room there is for one person: %(n)s MB.", n=quota.each // 1_000_000))
    if quota.all and _bytes(session) + size > quota.all:
        raise NoRoom(N_("The files take all the room there is for them. Please tell your administrator."))


def _bytes(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.coalesce(func.sum(Attachment.size), 0)).where(*conditions)) or 0


def attach(session: Session, actor: Actor, space_slug: str, page_id: int | None, upload: Upload) -> FileRow:
    """Attach an uploaded file to a page, or to the space for a page that is not saved yet."""
    if page_id is not None:
        page = get_for_change(session, actor, page_id)
        space_id, acl_id = page.space_id, page.acl_id
    else:
        space = queries.get_space(session, reach(session, actor), space_slug)
        require(session, actor, space, Level.WRITE)
        space_id, acl_id = space.id, space.acl_id
    register(session, upload)
    row = Attachment(
        space_id=space_id,
        acl_id=acl_id,
        page_id=page_id,
        sha256=upload.sha256,
        name=upload.name,
        size=upload.size,
        mime=upload.mime,
        created_by=actor.person_id,
    )
    session.add(row)
    session.flush()
    return _row(row)


def detach(session: Session, actor: Actor, file_id: int) -> int | None:
    """Remove an attachment; returns the page it was on."""
    row = session.get(Attachment, file_id)
    if row is None or (row.page_id is None and row.source_path is None and row.created_by != actor.person_id):
        raise NotFound(queries.HIDDEN)
    require(session, actor, row, Level.WRITE)
    session.delete(row)
    return row.page_id


def get_file(session: Session, readable: Reach, file_id: int) -> FileRow:
    """An attachment within reach whose page is not in the trash. Raises NotFound.

    A file uploaded for a page that is not saved yet is visible to its uploader only; imported files may have no page.
    """
    mine = Attachment.created_by == readable.owner_id
    query = (
        select(Attachment)
        .outerjoin(Page, Page.id == Attachment.page_id)
        .where(
            Attachment.id == file_id,
            readable.where(Attachment),
            or_(Attachment.page_id.is_not(None), Attachment.source_path.is_not(None), mine),
            or_(Attachment.page_id.is_(None), Page.trashed_at.is_(None)),
        )
    )
    row = session.scalars(query).first() if file_id < 2**53 else None
    if row is None:
        raise NotFound(queries.HIDDEN)
    return _row(row)


def opened_by(session: Session, readable: Reach, ids: Collection[int]) -> dict[int, str]:
    """The viewer URLs of those of these files that are within reach and that a browser can show."""
    if not ids:
        return {}
    query = select(Attachment).where(
        Attachment.id.in_(sorted(ids)[:500]), Attachment.mime == PDF, readable.where(Attachment)
    )
    return {row.id: opened for row in session.scalars(query) if (opened := _row(row).opened)}


def files_of(session: Session, page: PageRow) -> Sequence[FileRow]:
    """The attachments of a page that was found readable, by name."""
    query = select(Attachment).where(Attachment.page_id == page.id).order_by(Attachment.name).limit(500)
    return [_row(row) for row in session.scalars(query)]


def _row(row: Attachment) -> FileRow:
    return FileRow(row.id, row.name, row.size, row.mime, row.sha256, row.page_id)
