"""Administration in the browser: background jobs, the state of the installation. Never anyone's content."""

from typing import cast

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse

from kms.admin.checks import self_check
from kms.audit.queries import PAGE, list_entries
from kms.backups.store import BackupStore
from kms.files.models import FAILED
from kms.files.queries import progress, unread
from kms.files.reasons import say
from kms.files.tasks import read_again
from kms.jobs import queue
from kms.jobs.queue import enqueue
from kms.search.engine.tasks import REBUILD
from kms.search.results.views import index
from kms.web import state
from kms.web.identity import actor
from kms.web.request_data import number
from kms.web.routes import Routes
from kms.web.transaction import reading, writing

routes = Routes("admin", __name__)


def backup_store() -> BackupStore:
    """Return the backup store."""
    return cast(BackupStore, current_app.extensions["kms.backups"])


@routes.get("/admin/journal", who="admin")
def show_journal() -> str:
    """The audit log of administrators, the people role and leads."""
    entries = list_entries(reading(), actor(), number("before"))
    return render_template("audit/log.html", entries=entries, page=PAGE)


@routes.get("/admin", who="admin")
def overview() -> str:
    session = reading()
    due, lag = queue.lag(session)
    return render_template(
        "admin/overview.html",
        checks=self_check(state.config(), backup_store(), session),
        jobs_due=due,
        jobs_lag=round(lag),
        failures=queue.failures(session),
        files=progress(session),
        unread=[(file, say(FAILED, file.reason)) for file in unread(session)],
        reads_files=state.config().read_files,
        index=index().figures(),
    )


@routes.post("/admin/files/read-again", who="admin")
def read_files_again() -> BaseResponse:
    """Retry the files whose text could not be read."""
    count = read_again(writing(), only_failed=True)
    flash(ngettext("%(num)d file will be read again.", "%(num)d files will be read again.", count), "success")
    return redirect(url_for("admin.overview"), 303)


@routes.post("/admin/search/rebuild", who="admin")
def rebuild_index() -> BaseResponse:
    """Enqueue a rebuild of the search index; the old one stays in use meanwhile."""
    enqueue(writing(), REBUILD, ["all"])
    flash(gettext("The search index is being built anew. The search works meanwhile."), "success")
    return redirect(url_for("admin.overview"), 303)
