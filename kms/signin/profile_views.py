"""The profile page: name and language, password, signed-in browsers, API keys."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.accounts import queries
from kms.accounts.inputs import Profile
from kms.accounts.models import Person
from kms.accounts.people import service as people
from kms.accounts.routes import routes
from kms.audit import queries as audit_log
from kms.core.errors import Invalid
from kms.signin import keys, service, sessions
from kms.signin.inputs import PasswordChange, TokenDraft
from kms.signin.queries import sign_ins_of, token_hash, tokens_of
from kms.signin.web import identity
from kms.web.forms import show_again
from kms.web.identity import actor
from kms.web.request_data import form_data, number
from kms.web.transaction import abandon, reading, writing


@routes.get("/profile", who="member")
def profile() -> str:
    words = _profile_words()
    return render_template("signin/profile.html", form=_form(words["person"]), errors={}, **words)


def _profile_words() -> dict[str, Any]:
    session = reading()
    person_id = actor().person_id
    return {
        "sign_ins": sign_ins_of(session, person_id),
        "tokens": tokens_of(session, person_id),
        "mine": token_hash(identity.my_token()),
        "person": queries.get_person(session, person_id),
    }


@routes.get("/profile/changes", who="member")
def show_own_changes() -> str:
    """Audit log entries about the reader's own account."""
    found = audit_log.own_entries(reading(), actor(), number("before"))
    return render_template("audit/own_changes.html", entries=found, page=audit_log.PAGE)


@routes.post("/profile", who="member")
def change_profile() -> BaseResponse:
    try:
        people.change_profile(writing(), actor(), Profile.parse(form_data()))
    except Invalid as fault:
        abandon()
        return show_again("signin/profile.html", fault, **_profile_words())
    flash(gettext("Your profile was saved."), "success")
    return redirect(url_for("accounts.profile"), 303)


def _profile_again(fault: Invalid) -> Response:
    """The profile as it is stored, with what is wrong in one of its other forms."""
    abandon()
    words = _profile_words()
    return show_again("signin/profile.html", fault, profile_form=_form(words["person"]), **words)


def _form(person: Person) -> dict[str, str]:
    return {"name": person.name, "email": person.email or "", "language": person.language}


@routes.post("/profile/password", who="member")
def change_password() -> BaseResponse:
    try:
        change = PasswordChange.parse(form_data())
        service.change_password(writing(), actor(), change, identity.my_token())
    except Invalid as fault:
        return _profile_again(fault)
    flash(gettext("Your password was changed. All other browsers were signed out."), "success")
    return redirect(url_for("accounts.profile"), 303)


@routes.post("/profile/sign-ins/<int:sign_in_id>/end", who="member")
def end_sign_in(sign_in_id: int) -> BaseResponse:
    sessions.end_one(writing(), actor(), sign_in_id)
    return redirect(url_for("accounts.profile"), 303)


@routes.post("/profile/sign-ins/end-others", who="member")
def end_other_sign_ins() -> BaseResponse:
    sessions.end_others(writing(), actor(), identity.my_token())
    return redirect(url_for("accounts.profile"), 303)


@routes.post("/profile/tokens", who="member")
def create_token() -> Response | str:
    """Create an API key and show it once."""
    try:
        token = keys.create_token(writing(), actor(), TokenDraft.parse(form_data()))
    except Invalid as fault:
        return _profile_again(fault)
    return render_template("signin/token.html", token=token)


@routes.post("/profile/tokens/<int:token_id>/revoke", who="member")
def revoke_token(token_id: int) -> BaseResponse:
    keys.revoke_token(writing(), actor(), token_id)
    return redirect(url_for("accounts.profile"), 303)


@routes.get("/connect", who="member")
def connect_browser() -> str:
    """The page where the browser extension requests its key."""
    label = request.args.get("label", "")[:100] or gettext("Browser extension")
    return render_template("signin/connect.html", form={"label": label}, errors={})


@routes.post("/connect", who="member")
def do_connect_browser() -> Response | str:
    """Create the extension's key; its script reads it from this page."""
    try:
        draft = TokenDraft.parse({**form_data(), "scope": "write"})
        token = keys.create_token(writing(), actor(), draft)
    except Invalid as fault:
        return show_again("signin/connect.html", fault)
    return render_template("signin/connected.html", token=token, label=draft.label)
