"""Backups in the browser: take, download, restore. Each action adds an audit log entry."""

import os
from datetime import timedelta
from typing import Any

from flask import Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.accounts import queries as accounts
from kms.admin.views import backup_store, routes
from kms.audit.service import record
from kms.backups import reasons, restore_requests, tasks
from kms.backups.store import StoredBackup
from kms.core.clock import now
from kms.core.errors import Conflict, Invalid
from kms.core.rate_limit import RateLimit
from kms.core.text import N_
from kms.jobs import queue
from kms.signin.passwords import matches
from kms.web import state
from kms.web.forms import show_again
from kms.web.identity import actor
from kms.web.transaction import reading, writing

_pace = RateLimit(10, 60)


@routes.get("/admin/backups", who="admin")
def list_backups() -> str:
    return render_template("admin/backups.html", **_page())


def _page() -> dict[str, Any]:
    found, data = backup_store(), state.config().data
    fault = next((job.error for job in queue.failures(reading()) if job.kind == tasks.JOB), "")
    return {
        "kept": found.list(),
        "folder": found.folder,
        "shares_disk": found.shares_disk(),
        "is_taking": queue.exists(reading(), tasks.JOB, tasks.NOW),
        "fault": reasons.say_why(fault),
        "refused": reasons.say_why(restore_requests.refused(data)),
        "wish": restore_requests.requested_restore(data),
        "done": _recent_restore(restore_requests.done(data)),
    }


def _recent_restore(done: restore_requests.RestoreOutcome | None) -> restore_requests.RestoreOutcome | None:
    """Shown for a day, to whoever requested it and to other administrators."""
    return done if done and now() - done.at < timedelta(days=1) else None


@routes.post("/admin/backups", who="admin")
def take_backup() -> BaseResponse:
    """Enqueue a backup for the worker."""
    queue.enqueue(writing(), tasks.JOB, [tasks.NOW])
    record(writing(), actor(), "backup.asked")
    return redirect(url_for("admin.list_backups"), 303)


@routes.get("/admin/backups/<name>", who="admin")
def show_backup(name: str) -> str:
    return render_template("admin/backup.html", kept=backup_store().get(name), form={}, errors={}, **_abilities())


@routes.post("/admin/backups/<name>/download", who="admin")
def download_backup(name: str) -> BaseResponse:
    """The file contains everything, including private content: requires the password, and adds an audit log entry."""
    kept = backup_store().get(name)
    try:
        _require_password()
    except Invalid as fault:
        return _again(kept, fault)
    record(writing(), actor(), "backup.downloaded", kept.name)
    return send_file(backup_store().path(kept), "application/gzip", as_attachment=True, download_name=kept.name)


@routes.post("/admin/backups/<name>/restore", who="admin")
def restore_backup(name: str) -> BaseResponse:
    """Request that the server restores this backup."""
    kept = backup_store().get(name)
    if not _abilities()["can_restore"]:
        raise Conflict(N_("This server was not started with kms serve; restore with the command kms restore."))
    try:
        _require_password()
    except Invalid as fault:
        return _again(kept, fault)
    record(writing(), actor(), "backup.restored", kept.name)
    restore_requests.request_restore(state.config().data, restore_requests.RestoreRequest(kept.name, actor().person_id))
    return redirect(url_for("admin.list_backups"), 303)


@routes.post("/admin/backups/<name>/remove", who="admin")
def remove_backup(name: str) -> BaseResponse:
    kept = backup_store().get(name)
    backup_store().remove(kept)
    record(writing(), actor(), "backup.removed", kept.name)
    flash(gettext("The backup was thrown away."), "success")
    return redirect(url_for("admin.list_backups"), 303)


def _require_password() -> None:
    _pace.take(actor().person_id)
    person = accounts.get_person(reading(), actor().person_id)
    if not matches(person.password, request.form.get("password", "")):
        raise Invalid({"password": N_("This is not your present password.")})


def _again(kept: StoredBackup, fault: Invalid) -> Response:
    return show_again("admin/backup.html", fault, kept=kept, **_abilities())


def _abilities() -> dict[str, Any]:
    return {"can_restore": "KMS_PARENT" in os.environ}
