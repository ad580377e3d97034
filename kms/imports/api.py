"""Import runs in the API: upload files, get the preview or the report, undo it."""

from dataclasses import dataclass
from datetime import datetime

from flask import request
from flask_babel import gettext

from kms.access.service import PRIVATE
from kms.api.routes import Answer, ApiRoutes, me
from kms.core.inputs import Fields
from kms.imports import queries, service, undo
from kms.imports.inputs import ImportTarget
from kms.imports.models import ImportRun
from kms.imports.report import ReportRow, RunReport
from kms.imports.staging import StagingFolder
from kms.imports.web.uploads import receive
from kms.sharing import audiences
from kms.web.request_data import form_data
from kms.web.transaction import reading, writing
from kms.wiki.files.views import store

routes = ApiRoutes("bringing_api", __name__)


@dataclass(frozen=True)
class ImportRowJson:
    """An imported item: `kind` is page, file or bookmarks, `verdict` new, changed, same or left.
    For left, `why` is the reason; `new`, `changed`, `same` and `left` are its counts, above one only for bookmarks."""

    kind: str
    path: str
    title: str
    verdict: str
    why: str
    note: str
    size: int
    url: str
    new: int
    changed: int
    same: int
    left: int


@dataclass(frozen=True)
class ImportLeftJson:
    """Something that was not undone, and why."""

    kind: str
    title: str
    why: str
    url: str


@dataclass(frozen=True)
class ImportJson:
    """An import: `state` is looking, ready, running, done, undoing, undone or failed.
    `rows` are the preview until it is done, then the report; `done` of `total` is the progress."""

    id: int
    state: str
    files: list[str]
    space: str
    parent: int | None
    access: str | list[str]
    new: int
    changed: int
    same: int
    left: int
    done: int
    total: int
    error: str
    rows: list[ImportRowJson]
    not_taken_back: list[ImportLeftJson]
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class ImportList:
    """The caller's latest imports, without their rows."""

    items: list[ImportJson]


@routes.operation("POST", "/imports", who="write", gives=ImportJson, status=(202,))
def post_import() -> Answer:
    """Import files (multipart: `files`, repeatable; `space`, `parent`, `access`; `start=no` for a preview only)."""
    fields = Fields(form_data())
    space, parent = fields.line("space", 80), fields.number("parent", lowest=1)
    starts = fields.one_of("start", ("yes", "no"), "yes") == "yes"
    names = fields.lines("access", many=100, limit=200)
    fields.done()
    access = names[0] if len(names) == 1 else names or PRIVATE
    to = ImportTarget(space, parent, audiences.from_names(reading(), access))
    run = receive(request.files.getlist("files"), to, starts=starts)
    return Answer(_json(run), 202)


@routes.operation("GET", "/imports", who="read", gives=ImportList)
def list_imports() -> ImportList:
    """List the caller's latest imports."""
    return ImportList([_json(run, with_rows=False) for run in queries.list_runs(reading(), me())])


@routes.operation("GET", "/imports/<int:run_id>", who="read", gives=ImportJson)
def get_import(run_id: int) -> ImportJson:
    """Get the preview, the progress or the report."""
    return _json(queries.get_run(reading(), me(), run_id))


@routes.operation("POST", "/imports/<int:run_id>/start", who="write", gives=ImportJson, status=(202,))
def start_import(run_id: int) -> Answer:
    """Execute an import as previewed."""
    service.start(writing(), me(), run_id)
    return Answer(_json(queries.get_run(writing(), me(), run_id)), 202)


@routes.operation("POST", "/imports/<int:run_id>/undo", who="write", gives=ImportJson, status=(202,))
def undo_import(run_id: int) -> Answer:
    """Undo what an import created or changed, unless it was edited since."""
    service.undo(writing(), me(), run_id)
    return Answer(_json(queries.get_run(writing(), me(), run_id)), 202)


@routes.operation("DELETE", "/imports/<int:run_id>", who="write", status=(204,))
def delete_import(run_id: int) -> Answer:
    """Discard a preview."""
    service.drop(writing(), me(), run_id)
    StagingFolder(store(), run_id).clear()
    return Answer(None, 204)


def _json(run: ImportRun, *, with_rows: bool = True) -> ImportJson:
    report = RunReport.load(run.report or run.plan)
    place = queries.place_of(reading(), me(), run)
    return ImportJson(
        id=run.id,
        state=run.state,
        files=[str(name) for name, _ in run.files],
        space=place.space.slug if place.space else "",
        parent=place.parent.id if place.parent else None,
        access=audiences.of_choice(reading(), run.audience).names,
        **report.totals,
        done=run.done or 0,
        total=run.total or 0,
        error=_said(run.error or ""),
        rows=[_row(row) for row in report.rows] if with_rows else [],
        not_taken_back=[
            ImportLeftJson(kind, title, _said(why), url) for kind, title, why, url in undo.load(run.undo_report).left
        ],
        created_at=run.created_at,
        ended_at=run.ended_at,
    )


def _row(row: ReportRow) -> ImportRowJson:
    counts = RunReport((row,)).totals
    why, note = _said(row.why), _said(row.note)
    return ImportRowJson(row.kind, row.path, row.title, row.verdict, why, note, row.size, row.address, **counts)


def _said(words: str) -> str:
    """Translate a message stored in English into the caller's language."""
    return str(gettext(words)) if words else ""
