"""The first start: the organisation and the first account, then people, then initial content, then slips to print."""

from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from kms.accounts import queries
from kms.accounts.inputs import PersonChange, PersonDraft
from kms.accounts.people import directory
from kms.accounts.people import service as people
from kms.accounts.routes import routes
from kms.audit.service import record
from kms.core.errors import Invalid
from kms.core.text import Message
from kms.onboarding.setup import service
from kms.onboarding.setup.inputs import OrganisationDraft
from kms.onboarding.staff import paste_views
from kms.settings.service import change
from kms.signin.passwords import require_good
from kms.signin.web.browsers import sign_in_and_redirect, typed
from kms.web import state
from kms.web.forms import show_again
from kms.web.i18n import choose_language
from kms.web.identity import actor
from kms.web.organisation import settings as organisation_settings
from kms.web.request_data import form_data
from kms.web.transaction import reading, writing

CONTENT = "onboarding.first_content"  # the endpoint for choosing initial spaces and pages, if it exists


@routes.get("/setup", who="anyone")
def set_up() -> BaseResponse | str:
    service.require_nobody(reading())
    return render_template("onboarding/set_up.html", form={"language": choose_language()}, errors={})


@routes.post("/setup", who="anyone")
def do_set_up() -> BaseResponse:
    """Store the organisation and the first person; works only once."""
    service.require_nobody(reading())
    try:
        organisation, draft = _parsed()
        person = service.set_up(writing(), draft)
    except Invalid as fault:
        return show_again("onboarding/set_up.html", fault)
    change(writing(), company_name=organisation.name, language=organisation.language)
    return sign_in_and_redirect(person.id, typed(request.form.get("password", "")), to=url_for("people.paste", first=1))


def _parsed() -> tuple[OrganisationDraft, PersonDraft]:
    """Raises Invalid for all fields at once, the password among them, because every round requires typing it again."""
    wrong: dict[str, Message] = {}
    try:
        require_good(request.form.get("password", ""))
    except Invalid as fault:
        wrong = dict(fault.fields)
    try:
        organisation, draft = OrganisationDraft.parse(form_data()), PersonDraft.parse(form_data())
    except Invalid as fault:
        raise Invalid({**fault.fields, **wrong}) from fault
    if wrong:
        raise Invalid(wrong)
    return organisation, draft


@routes.get("/setup/firm", who="admin")
def set_up_again() -> str:
    """The first step again, with the previous answers."""
    return _again()


@routes.post("/setup/firm", who="admin")
def change_set_up() -> BaseResponse | str:
    """Return to the list of people, carrying it along, or continue to it with the changes."""
    if request.form.get("step") == "back":
        return _again()
    try:
        organisation, change_of_me = OrganisationDraft.parse(form_data()), PersonChange.parse(form_data())
        people.change_person(writing(), actor(), actor().person_id, change_of_me)
    except Invalid as fault:
        return show_again("onboarding/set_up.html", fault, again=True, **_list_so_far())
    if (organisation.name, organisation.language) != (
        organisation_settings().company_name,
        organisation_settings().language,
    ):
        change(writing(), company_name=organisation.name, language=organisation.language)
        record(writing(), actor(), "settings", "company_name, language")
    if _list_so_far()["text"].strip():
        return paste_views.show_list()
    return redirect(url_for("people.paste", first=1, content=request.form.get("content") or None), 303)


def _again() -> str:
    me, settings = queries.get_person(reading(), actor().person_id), organisation_settings()
    form = {
        "company_name": settings.company_name,
        "language": settings.language or choose_language(),
        "name": me.name,
        "user_name": me.user_name,
        "email": me.email or "",
    }
    return render_template("onboarding/set_up.html", form=form, errors={}, again=True, **_list_so_far())


def _list_so_far() -> dict[str, Any]:
    """Return the state of the second step, carried through the first."""
    return {
        "text": paste_views.pasted()[0],
        "columns": request.form.getlist("column"),
        "mark": request.form.get("mark", ""),
        "content": request.values.get("content", ""),
    }


@routes.get("/setup/content", who="admin")
def set_up_content() -> BaseResponse:
    """Redirect to the initial content, if offered, with what was chosen there before going back."""
    offered = CONTENT in current_app.view_functions
    chosen = request.args.get("content") or None
    return redirect(url_for(CONTENT, first=1, content=chosen) if offered else url_for("accounts.set_up_done"))


@routes.get("/setup/done", who="admin")
def set_up_done() -> str:
    """A summary of what was created, and the slips to print."""
    waiting = directory.waiting_people(reading())
    return render_template(
        "onboarding/set_up_done.html",
        waiting=waiting,
        address=state.config().url,
        content=CONTENT in current_app.view_functions,
    )
