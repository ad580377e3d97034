"""Administration in the browser: people, background work, the state of the installation. Never anybody's content."""

from typing import Any, cast

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse

from kms.accounts import people, queries
from kms.accounts.inputs import PersonDraft
from kms.admin.checks import self_check
from kms.backups.shelf import Shelf
from kms.core.errors import Invalid
from kms.core.text import N_
from kms.files.models import FAILED
from kms.files.queries import progress, unread
from kms.files.reasons import say
from kms.files.tasks import read_again
from kms.jobs import queue
from kms.jobs.queue import enqueue
from kms.journal.queries import list_deeds
from kms.search.tasks import REBUILD
from kms.search.views import index
from kms.web import state
from kms.web.forms import show_again
from kms.web.identity import actor
from kms.web.reading import form_data
from kms.web.routes import Routes
from kms.web.transaction import reading, writing

routes = Routes("admin", __name__)


def shelf() -> Shelf:
    """Where backups lie."""
    return cast(Shelf, current_app.extensions["kms.shelf"])


@routes.get("/admin/journal", who="admin")
def show_journal() -> str:
    """What administrators did with the installation."""
    return render_template("admin/journal.html", deeds=list_deeds(reading()))


@routes.get("/admin", who="admin")
def overview() -> str:
    session = reading()
    due, lag = queue.lag(session)
    return render_template(
        "admin/overview.html",
        checks=self_check(state.config(), shelf(), session),
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
    """Have another try at the files whose text could not be read."""
    count = read_again(writing(), only_failed=True)
    flash(ngettext("%(num)d file will be read again.", "%(num)d files will be read again.", count), "success")
    return redirect(url_for("admin.overview"), 303)


@routes.post("/admin/search/rebuild", who="admin")
def rebuild_index() -> BaseResponse:
    """Leave it to the worker to build the search index anew; the old one serves meanwhile."""
    enqueue(writing(), REBUILD, ["all"])
    flash(gettext("The search index is being built anew. The search works meanwhile."), "success")
    return redirect(url_for("admin.overview"), 303)


@routes.get("/admin/people", who="admin")
def list_people() -> str:
    return render_template("admin/people.html", form={}, errors={}, **_words())


def _words() -> dict[str, Any]:
    return {"people": queries.list_people(reading())}


@routes.post("/admin/people", who="admin")
def add_person() -> BaseResponse:
    words = _words()
    try:
        draft = PersonDraft.parse(form_data())
        if not draft.password:
            raise Invalid({"password": N_("Please fill this in.")})
        person = people.add_person(writing(), actor(), draft)
    except Invalid as fault:
        return show_again("admin/people.html", fault, **words)
    flash(gettext("%(name)s can sign in now.", name=person.name), "success")
    return redirect(url_for("admin.list_people"), 303)


@routes.get("/admin/people/<int:person_id>", who="admin")
def show_person(person_id: int) -> str:
    return render_template("admin/person.html", person=queries.get_person(reading(), person_id), form={}, errors={})


@routes.post("/admin/people/<int:person_id>/password", who="admin")
def reset_password(person_id: int) -> BaseResponse:
    person = queries.get_person(reading(), person_id)
    try:
        people.reset_password(writing(), actor(), person_id, request.form.get("password", ""))
    except Invalid as fault:
        return show_again("admin/person.html", fault, person=person)
    flash(gettext("The new password works from now on; all browsers were signed out."), "success")
    return redirect(url_for("admin.show_person", person_id=person_id), 303)


@routes.post("/admin/people/<int:person_id>/suspend", who="admin")
def suspend(person_id: int) -> BaseResponse:
    return _change(person_id, lambda: people.suspend(writing(), actor(), person_id))


@routes.post("/admin/people/<int:person_id>/resume", who="admin")
def resume(person_id: int) -> BaseResponse:
    return _change(person_id, lambda: people.resume(writing(), actor(), person_id))


@routes.post("/admin/people/<int:person_id>/admin", who="admin")
def set_admin(person_id: int) -> BaseResponse:
    wanted = request.form.get("is_admin") == "1"
    return _change(person_id, lambda: people.set_admin(writing(), actor(), person_id, is_admin=wanted))


def _change(person_id: int, change: Any) -> BaseResponse:
    person = queries.get_person(reading(), person_id)
    try:
        change()
    except Invalid as fault:
        return show_again("admin/person.html", fault, person=person)
    return redirect(url_for("admin.show_person", person_id=person_id), 303)
