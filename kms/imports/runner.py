"""The background part of a run: make the preview, then execute it; if interrupted, it continues."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level, require
from kms.accounts.queries import get_actor_of
from kms.bookmarks import importing
from kms.core.clock import now
from kms.core.db import Database, is_busy, is_full
from kms.core.errors import Invalid, KmsError
from kms.core.text import N_
from kms.core.unpacking import UnpackedItem
from kms.files.reading import ReadLimits
from kms.files.store import FileStore
from kms.imports import queries, service
from kms.imports.manifest import Manifest, ManifestBuilder, load, sizes
from kms.imports.models import DONE, FAILED, LOOKING, READY, RUN_JOB, RUNNING, ImportRun
from kms.imports.report import BOOKMARKS, CHANGED, FILE, LEFT, NEW, PAGE, SAME, ReportRow, RunReport
from kms.imports.staging import StagingFolder
from kms.jobs.queue import enqueue
from kms.wiki.importing import folder as import_folder
from kms.wiki.importing.folder import FolderImport
from kms.wiki.importing.preview import preview
from kms.wiki.importing.report import ImportTally
from kms.wiki.importing.storing import KnownPage, PageTarget
from kms.wiki.importing.tree import is_markdown
from kms.wiki.importing.workers import workers
from kms.wiki.models import Page, Space

log = logging.getLogger("kms.imports")
GONE = N_("The files of this import are no longer here. Please choose them again.")
NO_SPACE = N_("There is no space that you may write in, so only bookmarks can be brought along.")
BROKEN = N_("This import failed on our side. What is in already stays; bringing it again goes on.").id
FULL = N_("The disk of the server is full. What is in already stays; once there is room, bringing it again goes on.").id
NO_FAVOURITES = N_("there are no bookmarks in this file").id
DEAD_LINKS = N_("some of its links lead nowhere").id


@dataclass(frozen=True)
class ImportRunner:
    """Dependencies: database, files, and the limits for reading Word files."""

    database: Database
    files: FileStore
    limits: ReadLimits

    def look(self, run_id: int) -> None:
        """Make the preview of a run."""
        self._do(run_id, LOOKING, self._preview)

    def run(self, run_id: int) -> None:
        """Execute a run."""
        self._do(run_id, RUNNING, self._carry_out)

    def _do(self, run_id: int, state: str, act: Callable[[ImportRun, Actor], None]) -> None:
        with self.database.reading() as session:
            run = session.get(ImportRun, run_id)
            if run is None or run.state != state:
                return
            actor = get_actor_of(session, run.person_id)
            session.expunge(run)
        try:
            act(run, actor)
        except KmsError as fault:
            self._change(run_id, state=FAILED, error=str(fault.message)[:500])
        except Exception as fault:
            if is_busy(fault):
                raise
            if is_full(fault):
                self._change(run_id, state=FAILED, error=FULL)
                return
            log.exception("the import %d failed", run_id)
            self._change(run_id, state=FAILED, error=BROKEN)

    def _change(self, run_id: int, **values: Any) -> None:
        with self.database.transaction() as session:
            run = session.get(ImportRun, run_id)
            for name, value in values.items() if run else ():
                setattr(run, name, value)

    def _report_progress(self, run_id: int, done: int, total: int) -> None:
        self._change(run_id, done=done, total=total)

    def _preview(self, run: ImportRun, actor: Actor) -> None:
        materials = self._materials(run, fresh=True)
        with self.database.reading() as session:
            rows = [self._foresee_bookmarks(session, actor, item) for item in materials.favourites]
        if materials.items or materials.skipped:
            rows += self._foresee_pages(run, actor, materials)
        plan = RunReport.of_rows(rows)
        with self.database.transaction() as session:
            kept = session.get(ImportRun, run.id)
            if kept is not None:
                kept.plan, kept.done, kept.total = plan.dump(), 0, 0
                kept.state = RUNNING if kept.starts else READY
                enqueue(session, RUN_JOB, [str(run.id)] if kept.starts else [])

    def _materials(self, run: ImportRun, *, fresh: bool) -> Manifest:
        """Return the sorted uploads; created once, and again if incomplete."""
        room = StagingFolder(self.files, run.id)
        kept = room.folder / "materials.json"
        sent = [UnpackedItem(str(name), room.sent(number), int(size)) for number, (name, size) in enumerate(run.files)]
        if not all(item.file.exists() for item in sent):
            raise Invalid({"files": GONE})
        if kept.exists() and not fresh:
            return load(kept.read_text())
        progress = partial(self._report_progress, run.id)
        materials = ManifestBuilder(room.fresh("made"), self.limits, run.parent_id is not None, progress).gather(sent)
        kept.write_text(materials.dump())
        return materials

    def _work(self, run: ImportRun, actor: Actor, materials: Manifest, crew: Any) -> FolderImport:
        with self.database.reading() as session:
            space = session.get(Space, run.space_id) if run.space_id else None
            if space is None:
                raise Invalid({"space": NO_SPACE})
            require(session, actor, space, Level.WRITE)
            parent = session.get(Page, run.parent_id) if run.parent_id else None
            if parent is not None:
                require(session, actor, parent, Level.WRITE)
            above = (
                KnownPage(parent.id, parent.path, parent.head_id, parent.revision, is_trashed=False) if parent else None
            )
            session.expunge(space)
        return FolderImport(
            self.database, self.files, actor, PageTarget(space, above), {item.path: item for item in materials.items},
            crew, ImportTally(skipped=[list(pair) for pair in materials.skipped]),
            titles=materials.titles, owners=materials.owners, note=partial(_note, run.id),
        )  # fmt: skip

    def _foresee_pages(self, run: ImportRun, actor: Actor, materials: Manifest) -> list[ReportRow]:
        with workers(len(materials.items)) as crew:
            found = preview(self._work(run, actor, materials, crew))
        links = {path for path, _ in found.broken}
        skipped = {path: why for path, why in materials.skipped}
        return _rows(materials, found.pages | skipped, found.files, found.titles, found.addresses, links)

    def _foresee_bookmarks(self, session: Session, actor: Actor, item: UnpackedItem) -> ReportRow:
        try:
            return _bookmark_row(item, importing.preview(session, actor, item.file.read_bytes()))
        except Invalid:
            return ReportRow(BOOKMARKS, item.path, LEFT, why=NO_FAVOURITES, size=item.size)

    def _carry_out(self, run: ImportRun, actor: Actor) -> None:
        materials = self._materials(run, fresh=False)
        rows = self._import_bookmarks(run, actor, materials)
        if materials.items or materials.skipped:
            rows += self._import_pages(run, actor, materials)
        report = RunReport.of_rows(rows)
        self._change(run.id, state=DONE, report=report.dump(), ended_at=now())
        StagingFolder(self.files, run.id).clear()

    def _import_bookmarks(self, run: ImportRun, actor: Actor, materials: Manifest) -> list[ReportRow]:
        with self.database.reading() as session:
            before = len(queries.items_of(session, run.id, "bookmark"))
        rows = []
        for item in materials.favourites:
            try:
                report = importing.store(
                    self.database, actor, item.file.read_bytes(), run.audience,
                    progress=partial(self._report_progress, run.id), note=partial(_note, run.id),
                )  # fmt: skip
            except Invalid:
                rows.append(ReportRow(BOOKMARKS, item.path, LEFT, why=NO_FAVOURITES, size=item.size))
                continue
            rows.append(_bookmark_row(item, report, before))
            before = 0
        return rows

    def _import_pages(self, run: ImportRun, actor: Actor, materials: Manifest) -> list[ReportRow]:
        with workers(len(materials.items)) as crew:
            work = self._work(run, actor, materials, crew)
            import_folder.apply(work, partial(self._report_progress, run.id))
        tally = work.tally
        with self.database.reading() as session:
            made = {kind: queries.items_of(session, run.id, kind) for kind in ("page", "file")}
            names = {path: session.get_one(Page, id) for path, id in tally.pages.items()}
        pages = {path: _made(made["page"], tally.pages[path], verdict) for path, verdict in tally.verdicts.items()}
        files = {
            path: _made(made["file"], id, CHANGED if path in tally.taken else SAME) for path, id in tally.files.items()
        }
        left = {path: why for path, why in tally.skipped}
        titles = {path: page.title for path, page in names.items()}
        addresses = {path: f"/p/{page.id}/{page.slug}" for path, page in names.items()}
        addresses |= {path: f"/files/{id}" for path, id in tally.files.items()}
        return _rows(materials, left | pages, files, titles, addresses, {path for path, _ in tally.broken})


def _note(run_id: int, session: Session, kind: str, id: int, before: int, after: int) -> None:
    service.note(session, run_id, kind, id, before, after)


def _made(items: Mapping[int, tuple[int, int]], id: int, verdict: str) -> str:
    """Return what the run did to an item, including before an interruption."""
    if id not in items:
        return verdict
    return CHANGED if items[id][0] else NEW


def _rows(
    materials: Manifest,
    pages: Mapping[str, str],
    files: Mapping[str, str],
    titles: Mapping[str, str],
    addresses: Mapping[str, str],
    dead_links: set[str],
) -> list[ReportRow]:
    """Return a row for each page and each file not part of one; skipped items count as files unless meant as pages."""
    weights = sizes(materials)
    rows = []
    for path, verdict in {**pages, **files}.items():
        left = verdict not in (NEW, CHANGED, SAME)
        if path in materials.parts and not left:
            continue
        kind = PAGE if path in titles or is_markdown(path) else FILE
        noted = (materials.notes.get(name) for name in (path, materials.shown.get(path, "")))
        note = next(filter(None, noted), DEAD_LINKS if path in dead_links else "")
        rows.append(
            ReportRow(
                kind,
                materials.shown.get(path, path),
                LEFT if left else verdict,
                title=titles.get(path, ""),
                why=verdict if left else "",
                note=note,
                size=weights.get(path, 0),
                address="" if left else addresses.get(path, ""),
            )
        )
    return rows


def _bookmark_row(item: UnpackedItem, report: importing.BookmarkReport, before: int = 0) -> ReportRow:
    """`before`: how many of the existing ones this run created before an interruption."""
    reasons = {why: count for why, count, _ in report.reasons()}
    same = reasons.get(importing.SAVED, 0) - before
    counts = (report.new + before, 0, same, report.skipped - reasons.get(importing.SAVED, 0))
    rows = tuple((why, count, tuple(found)) for why, count, found in report.reasons() if why != importing.SAVED)
    notes = (
        ((importing.LEFT_TAGS, len(report.notes), tuple(url for url, _ in report.notes[:10])),) if report.notes else ()
    )
    verdict = NEW if counts[0] else SAME
    return ReportRow(BOOKMARKS, item.path, verdict, size=item.size, counts=counts, reasons=rows + notes,
               folders=report.folders)  # fmt: skip
