"""Enqueues reindexing in the same transaction when pages, their links or their files change."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.comments.models import THING_JOB
from kms.files.models import TEXT_JOB
from kms.jobs.queue import enqueue
from kms.wiki.models import INDEX_JOB, Attachment, Page, PageLink

_CHUNK = 500
T = TypeVar("T")
Meant = tuple[str, str, int | None]


def enqueue_pages(session: Session, page_ids: Sequence[int]) -> None:
    """Reindex these pages, which were moved, trashed or restored, with their files and the targets of their links."""
    keys = [f"page:{id}" for id in page_ids]
    mentions: set[Meant] = set()
    for chunk in _chunks(page_ids):
        keys += [f"file:{id}" for id in session.scalars(select(Attachment.id).where(Attachment.page_id.in_(chunk)))]
        query = select(PageLink.key, PageLink.tail, PageLink.target_id).where(PageLink.page_id.in_(chunk))
        mentions.update((key, tail, target) for key, tail, target in session.execute(query))
    enqueue(session, INDEX_JOB, keys)
    enqueue(session, THING_JOB, [f"page:{id}" for id in page_ids])
    enqueue_targets(session, mentions)


def enqueue_targets(session: Session, mentions: Iterable[Meant]) -> None:
    """Reindex the pages that these mentions may refer to."""
    ids = {target for _, _, target in mentions if target is not None}
    names = {name for key, tail, _ in mentions for name in (key, tail) if name}
    found: set[int] = set()
    for chunk in _chunks(sorted(ids)):
        found.update(session.scalars(select(Page.id).where(Page.id.in_(chunk), Page.trashed_at.is_(None))))
    for some in _chunks(sorted(names)):
        found.update(session.scalars(select(Page.id).where(Page.title_key.in_(some), Page.trashed_at.is_(None))))
    enqueue(session, INDEX_JOB, [f"page:{id}" for id in sorted(found)])


def enqueue_files(session: Session, file_ids: Iterable[int]) -> None:
    """Reindex these attachments, whose page or content has changed."""
    for chunk in _chunks(sorted(file_ids)):
        rows = session.execute(
            select(Attachment.id, Attachment.page_id, Attachment.sha256).where(Attachment.id.in_(chunk))
        ).all()
        pages = [f"page:{page_id}" for _, page_id, _ in rows if page_id is not None]
        enqueue(session, INDEX_JOB, [f"file:{id}" for id, _, _ in rows] + pages)
        enqueue(session, TEXT_JOB, [sha256 for _, _, sha256 in rows])


def enqueue_texts(session: Session, hashes: Sequence[str]) -> None:
    """Reindex all attachments with one of these contents, whose text has just been extracted."""
    for chunk in _chunks(hashes):
        ids = session.scalars(select(Attachment.id).where(Attachment.sha256.in_(chunk)))
        enqueue(session, INDEX_JOB, [f"file:{id}" for id in ids])


def _chunks(items: Sequence[T]) -> Iterable[Sequence[T]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]
