"""People management in the browser, for administrators and the people role: find, add, change, suspend, slips."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.accounts import queries
from kms.accounts.inputs import PersonChange
from kms.accounts.models import Person
from kms.accounts.people import directory
from kms.accounts.people import service as people
from kms.accounts.people_routes import routes
from kms.core.errors import Invalid
from kms.onboarding.joining import service as join_requests
from kms.onboarding.staff.slip_views import show_slips
from kms.signin import service
from kms.signin.queries import sign_ins_of
from kms.signin.service import end_sign_ins
from kms.web.forms import show_again
from kms.web.identity import actor
from kms.web.request_data import form_data
from kms.web.transaction import abandon, reading, writing


@routes.get("/admin/people", who="people")
def list_people() -> str:
    """Everyone, or those matching a part of the name, user name or email address, paginated."""
    words, shown = request.args.get("q", ""), request.args.get("show", "")
    return render_template(
        "accounts/people_list.html",
        found=directory.find_people(reading(), words, shown, request.args.get("cursor")),
        shown=shown,
        counts=directory.count_people(reading(), words),
        waiting=directory.count_waiting(reading()),
        open_requests=len(join_requests.list_open(reading())),
    )


@routes.get("/admin/people/<int:person_id>", who="people")
def show_person(person_id: int) -> str:
    person = queries.get_person(reading(), person_id)
    form = {"name": person.name, "user_name": person.user_name, "email": person.email or ""}
    return render_template("accounts/people_person.html", form=form, errors={}, **_context(person))


def _context(person: Person) -> dict[str, Any]:
    """Return the template context of a person: administrative data, never what they wrote, saved or read."""
    session = reading()
    return {
        "person": person,
        "may_change": actor().is_admin or not person.is_admin,
        "groups": directory.groups_of(session, person.id),
        "sign_in_count": len(sign_ins_of(session, person.id)),
    }


@routes.post("/admin/people/<int:person_id>", who="people")
def change_person(person_id: int) -> BaseResponse:
    return _change(
        person_id, lambda: people.change_person(writing(), actor(), person_id, PersonChange.parse(form_data()))
    )


@routes.post("/admin/people/<int:person_id>/slip", who="people")
def print_slip(person_id: int) -> BaseResponse | str:
    """A new slip for a person who lost theirs or forgot the password."""
    try:
        return show_slips(
            [queries.get_person(writing(), person_id)], done_url=url_for("people.show_person", person_id=person_id)
        )
    except Invalid as fault:
        return _again(person_id, fault)


@routes.post("/admin/people/<int:person_id>/sign-out", who="people")
def sign_out_everywhere(person_id: int) -> BaseResponse:
    answer = _change(person_id, lambda: end_sign_ins(writing(), actor(), person_id))
    return answer


@routes.post("/admin/people/<int:person_id>/suspend", who="people")
def suspend(person_id: int) -> BaseResponse:
    return _change(person_id, lambda: service.suspend(writing(), actor(), person_id))


@routes.post("/admin/people/<int:person_id>/resume", who="people")
def resume(person_id: int) -> BaseResponse:
    return _change(person_id, lambda: service.resume(writing(), actor(), person_id))


@routes.post("/admin/people/<int:person_id>/admin", who="admin")
def set_admin(person_id: int) -> BaseResponse:
    wanted = request.form.get("is_admin") == "1"
    return _change(person_id, lambda: people.set_admin(writing(), actor(), person_id, is_admin=wanted))


@routes.post("/admin/people/<int:person_id>/role", who="admin")
def set_people_role(person_id: int) -> BaseResponse:
    wanted = request.form.get("manages_people") == "1"
    return _change(person_id, lambda: people.set_people_role(writing(), actor(), person_id, manages_people=wanted))


def _change(person_id: int, change: Callable[[], object]) -> BaseResponse:
    try:
        change()
    except Invalid as fault:
        return _again(person_id, fault)
    flash(gettext("Saved."), "success")
    return redirect(url_for("people.show_person", person_id=person_id), 303)


def _again(person_id: int, fault: Invalid) -> Response:
    abandon()
    person = queries.get_person(reading(), person_id)
    return show_again("accounts/people_person.html", fault, **_context(person))
