"""Start slips in the browser: for one new person, or for everyone who has not signed in yet."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.accounts.models import Person
from kms.accounts.people import directory
from kms.accounts.people_routes import routes
from kms.core.errors import Invalid
from kms.core.inputs import Fields
from kms.core.text import N_
from kms.onboarding.staff import admission, roster, sheet, slips
from kms.signin.web import identity
from kms.web import state
from kms.web.forms import show_again
from kms.web.identity import actor
from kms.web.transaction import writing


@routes.get("/admin/people/new", who="people")
def new_person() -> str:
    return render_template("onboarding/new.html", form={}, errors={})


@routes.post("/admin/people/new", who="people")
def add_person() -> BaseResponse | str:
    """Add one person, with the same rules as a pasted list; responds with the slip."""
    try:
        listed = roster.read_roster(writing(), _one_row())
        _require_new(listed.entries[0])
        added = admission.admit_people(writing(), actor(), listed)
        return show_slips(added)
    except Invalid as fault:
        return show_again("onboarding/new.html", fault)


def _one_row() -> sheet.StaffSheet:
    form = Fields(request.form)
    row = (
        form.line("name", 200, required=True),
        form.line("user_name", 60),
        form.line("email", 320),
        form.line("groups", 1000),
        "x" if form.flag("lead") else "",
    )
    form.done()
    columns = (sheet.NAME, sheet.USER_NAME, sheet.EMAIL, sheet.GROUP, sheet.LEADS)
    return sheet.StaffSheet((row,), columns, ("",) * 5, (1,), "")


def _require_new(entry: roster.RosterEntry) -> None:
    if entry.faults:
        raise Invalid({"": entry.faults[0]})
    if entry.person_id is not None:
        message = N_("%(name)s is here already. Somebody else of this name needs another user name.", name=entry.name)
        raise Invalid({"user_name": message})


def show_slips(people: Sequence[Person], *, done_url: str = "") -> str:
    """Render the page of slips with newly created codes, which are shown only this once."""
    made = slips.make_slips(writing(), actor(), identity.code_terms(), state.config().url, people)
    return render_template("onboarding/slips.html", slips=made, done_url=done_url or url_for("people.list_people"))


@routes.post("/admin/people/slips", who="people")
def print_slips() -> BaseResponse | str:
    """Slips for the selected people, or for everyone who has not signed in yet."""
    ids = [int(id) for id in request.form.getlist("id") if id.isascii() and id.isdigit() and len(id) < 16]
    people = directory.waiting_people(writing(), ids if ids else None)
    if not people:
        flash(gettext("Everybody has signed in already. A new slip for one person is on their page."), "info")
        return redirect(url_for("people.list_people"), 303)
    return show_slips(people)
