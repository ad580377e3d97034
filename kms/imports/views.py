"""Imports in the browser: upload, preview, execute, report, undo; each person sees only their own."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.access.policy import Level
from kms.access.service import PRIVATE
from kms.core.errors import Invalid, TooLarge
from kms.imports import queries, service
from kms.imports import undo as undoing
from kms.imports.inputs import ImportTarget
from kms.imports.models import WORKING, ImportRun
from kms.imports.report import BOOKMARKS, FILE, PAGE, RunReport
from kms.imports.staging import StagingFolder
from kms.imports.web.limits import MOST_BYTES
from kms.imports.web.uploads import receive
from kms.sharing import audiences
from kms.web.forms import show_again
from kms.web.identity import actor, my_reach
from kms.web.request_data import form_data, number
from kms.web.routes import Routes
from kms.web.transaction import reading, writing
from kms.wiki.files.views import store
from kms.wiki.pages import queries as wiki
from kms.wiki.pages import tree

routes = Routes("imports", __name__)
ROWS = 500


@routes.get("/bring", who="member")
def choose() -> str:
    """The form; `?space=` and `?parent=` preselect the target."""
    return render_template("imports/choose.html", errors={}, form={}, **_choosing())


@routes.get("/bookmarks/import", who="member")
def choose_bookmarks() -> BaseResponse:
    """The former address of the form."""
    return redirect(url_for("imports.choose"))


@routes.post("/bring", who="member")
def bring() -> Any:
    """Receive files; the preview is made in the background."""
    for_script = request.accept_mimetypes.best == "application/json"
    try:
        to = ImportTarget.parse(form_data())
        sent = [*request.files.getlist("files"), *request.files.getlist("folder")]
        run = receive(sent, to, starts=False)
    except (Invalid, TooLarge) as fault:
        if for_script:
            raise
        error = fault if isinstance(fault, Invalid) else Invalid({"files": fault.message})
        return show_again("imports/choose.html", error, **_choosing())
    address = url_for("imports.show_run", run_id=run.id)
    return (jsonify(url=address), 201) if for_script else redirect(address, 303)


def _choosing() -> dict[str, Any]:
    session = reading()
    space, parent = request.values.get("space", "")[:80], number("parent")
    return {
        "most": MOST_BYTES,
        "space": space,
        "above": wiki.find_pages(session, my_reach(), [parent or 0]).get(parent or 0),
        "runs": [(run, RunReport.load(run.report or run.plan)) for run in queries.list_runs(session, actor())],
    }


@routes.get("/bring/<int:run_id>", who="member")
def show_run(run_id: int) -> str:
    """The preview, the progress or the report."""
    run = queries.get_run(reading(), actor(), run_id)
    part = request.headers.get("HX-Request") == "true"
    return render_template("imports/_run.html" if part else "imports/run.html", errors={}, **_showing(run))


def _showing(run: ImportRun) -> dict[str, Any]:
    session = reading()
    report = RunReport.load(run.report or run.plan)
    place = queries.place_of(session, actor(), run)
    spaces = queries.writable_spaces(session, actor())
    audience = audiences.of_choice(session, run.audience)
    return {
        "run": run,
        "works": run.state in WORKING,
        "report": report,
        "parts_of": [(kind, report.of(kind)) for kind in (PAGE, FILE, BOOKMARKS) if report.of(kind).rows],
        "rows": ROWS,
        "place": place,
        "spaces": spaces,
        "space_audiences": audiences.of_lists(session, [space.acl_id for space in spaces]),
        "places": tree.places_in(session, my_reach(Level.WRITE), place.space.id) if place.space else [],
        "audience": audience,
        "form": {"access": audience.kind, "groups": audience.ids},
        "groups": [(group.id, group.name, group.people) for group in audiences.choices(session, actor())],
        "undone": undoing.load(run.undo_report),
        "private": PRIVATE,
    }


@routes.post("/bring/<int:run_id>/start", who="member")
def start(run_id: int) -> Any:
    """Execute the import as previewed; with another target than in the preview, make a new preview first."""
    run = queries.get_run(reading(), actor(), run_id)
    try:
        if not service.set_target(writing(), actor(), run_id, ImportTarget.parse(form_data())):
            service.start(writing(), actor(), run_id)
    except Invalid as fault:
        return show_again("imports/run.html", fault, **{k: v for k, v in _showing(run).items() if k != "form"})
    return _back(run_id)


@routes.post("/bring/<int:run_id>/aim", who="member")
def preview_again(run_id: int) -> Any:
    """Preview again with another target."""
    run = queries.get_run(reading(), actor(), run_id)
    try:
        service.set_target(writing(), actor(), run_id, ImportTarget.parse(form_data()))
    except Invalid as fault:
        return show_again("imports/run.html", fault, **{k: v for k, v in _showing(run).items() if k != "form"})
    return _back(run_id)


@routes.post("/bring/<int:run_id>/drop", who="member")
def drop(run_id: int) -> BaseResponse:
    service.drop(writing(), actor(), run_id)
    StagingFolder(store(), run_id).clear()
    flash(gettext("Discarded. Nothing was brought along."))
    return redirect(url_for("imports.choose"), 303)


@routes.post("/bring/<int:run_id>/undo", who="member")
def undo(run_id: int) -> BaseResponse:
    service.undo(writing(), actor(), run_id)
    return _back(run_id)


def _back(run_id: int) -> BaseResponse:
    return redirect(url_for("imports.show_run", run_id=run_id), 303)
