"""Undo a run: delete what it created, revert what it changed; anything edited since is left and listed."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from kms.access.policy import Actor
from kms.accounts.queries import get_actor_of
from kms.bookmarks.models import INDEX_JOB, Bookmark
from kms.bookmarks.service import savers_changed
from kms.core.clock import now
from kms.core.db import Database
from kms.core.errors import KmsError
from kms.core.text import N_, fold_key
from kms.imports import queries
from kms.imports.models import UNDOING, UNDONE, ImportRun
from kms.jobs.queue import enqueue
from kms.markup.render import render
from kms.wiki.files import service as files
from kms.wiki.links.repair import plan_rename
from kms.wiki.models import Attachment, Page, Revision
from kms.wiki.moving import service as moving
from kms.wiki.pages import index_jobs
from kms.wiki.pages.service import get_for_change
from kms.wiki.pages.slugs import retitle
from kms.wiki.revisions.service import add_revision, apply_repairs

EDITED = N_("it was edited since").id
HAS_BELOW = N_("other pages stand below it").id
NO_RIGHT = N_("you may not change it any more").id
SUMMARY = "Import: undone"
BATCH = 500


@dataclass
class UndoReport:
    """How many of each kind were undone, and what was left: [kind, title, why, address]."""

    taken: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("page", "file", "bookmark"), 0))
    left: list[list[str]] = field(default_factory=list)

    def dump(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def load(stored: str) -> UndoReport:
    """Load what `dump` wrote."""
    return UndoReport(**json.loads(stored)) if stored else UndoReport()


def take_back(database: Database, run_id: int) -> None:
    """Undo a run, in steps; if interrupted, calling it again continues."""
    with database.reading() as session:
        run = session.get(ImportRun, run_id)
        if run is None or run.state != UNDOING:
            return
        actor = get_actor_of(session, run.person_id)
        made = {kind: queries.items_of(session, run_id, kind) for kind in ("page", "file", "bookmark")}
        order = _deepest_first(session, made["page"])
    undone = UndoReport()
    for page_id in order:
        with database.transaction() as session:
            _undo_page(session, actor, page_id, *made["page"][page_id], undone)
    with database.transaction() as session:
        for file_id in made["file"]:
            _undo_file(session, actor, file_id, undone)
    for ids in _batches(list(made["bookmark"])):
        with database.transaction() as session:
            _undo_bookmarks(session, actor, ids, made["bookmark"], undone)
    with database.transaction() as session:
        kept = session.get(ImportRun, run_id)
        if kept is not None:
            kept.state, kept.undo_report, kept.ended_at = UNDONE, undone.dump(), now()


def _deepest_first(session: Session, ids: Iterable[int]) -> list[int]:
    query = select(Page.id).where(Page.id.in_(list(ids)), Page.revision > 0)
    return list(session.scalars(query.order_by(func.length(Page.path).desc(), Page.id)))


def _undo_page(session: Session, actor: Actor, page_id: int, before: int, after: int, undone: UndoReport) -> None:
    page = session.get(Page, page_id)
    if page is None or page.trashed_at is not None:
        return
    reason = EDITED if _edited(session, page, after) else ""
    if not reason and not before and _has_below(session, page):
        reason = HAS_BELOW
    try:
        get_for_change(session, actor, page_id)
        if not reason and before and not _is_restored(session, page, after):
            _restore(session, actor, page, before)
        elif not reason and not before:
            page.source_path = None
            moving.trash_page(session, actor, page_id)
    except KmsError:
        reason = NO_RIGHT
    if reason:
        undone.left.append(["page", page.title, reason, f"/p/{page.id}/{page.slug}"])
    else:
        undone.taken["page"] += 1


def _edited(session: Session, page: Page, after: int) -> bool:
    """Links repaired by the system do not count as edits, nor do changes made by this undo before an interruption."""
    query = select(Revision.id).where(
        Revision.page_id == page.id,
        Revision.number > after,
        Revision.by_system.is_(False),
        Revision.summary != SUMMARY,
    )
    return session.scalars(query.limit(1)).first() is not None


def _is_restored(session: Session, page: Page, after: int) -> bool:
    """Whether this undo restored it before an interruption; links repaired since do not count."""
    query = select(Revision.id).where(Revision.page_id == page.id, Revision.number > after, Revision.summary == SUMMARY)
    return session.scalars(query.limit(1)).first() is not None


def _has_below(session: Session, page: Page) -> bool:
    query = select(Page.id).where(Page.parent_id == page.id, Page.trashed_at.is_(None), Page.revision > 0)
    return session.scalars(query.limit(1)).first() is not None


def _restore(session: Session, actor: Actor, page: Page, number: int) -> None:
    query = select(Revision).where(Revision.page_id == page.id, Revision.number == number)
    old = session.scalars(query).one()
    if page.title_key != fold_key(old.title):
        apply_repairs(session, plan_rename(session, page.id, old.title))
        index_jobs.enqueue_pages(session, [page.id])
    retitle(page, old.title)
    add_revision(session, page, old.text, old.tags, SUMMARY, actor.person_id, render(old.text), tells=False)


def _undo_file(session: Session, actor: Actor, file_id: int, undone: UndoReport) -> None:
    """A file is deleted along with its page; a file of a page that is left because of edits is left too."""
    row = session.get(Attachment, file_id)
    if row is None:
        return
    page = session.get(Page, row.page_id) if row.page_id else None
    if page is not None and page.trashed_at is not None:
        row.source_path = None
        undone.taken["file"] += 1
        return
    address = f"/p/{page.id}/{page.slug}" if page else f"/files/{row.id}"
    if any(left[0] == "page" and (page is None or left[3] == address) for left in undone.left):
        undone.left.append(["file", row.name, EDITED, f"/files/{row.id}"])
        return
    try:
        files.detach(session, actor, file_id)
        session.flush()
        undone.taken["file"] += 1
    except KmsError:
        undone.left.append(["file", row.name, NO_RIGHT, f"/files/{row.id}"])


def _undo_bookmarks(
    session: Session, actor: Actor, ids: Sequence[int], made: dict[int, tuple[int, int]], undone: UndoReport
) -> None:
    query = select(Bookmark).where(Bookmark.id.in_(ids), Bookmark.owner_id == actor.person_id)
    rows = [row for row in session.scalars(query) if row.trashed_at is None]
    same = [row for row in rows if row.version == made[row.id][1]]
    changed = [row for row in rows if row.version != made[row.id][1]]
    undone.left += [["bookmark", row.title or row.url, EDITED, f"/b/{row.id}"] for row in changed]
    undone.taken["bookmark"] += len(same)
    gone = [row.id for row in same]
    enqueue(session, INDEX_JOB, [f"bookmark:{id}" for id in gone])
    savers_changed(session, *{row.link_id for row in same})
    session.execute(delete(Bookmark).where(Bookmark.id.in_(gone)))


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
