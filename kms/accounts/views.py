"""Signing in, one's own profile, and groups, in the browser."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.access.policy import Actor
from kms.accounts import groups, identity, people, queries, sign_in, tokens
from kms.accounts.agents import browser_name
from kms.accounts.inputs import GroupDraft, PasswordChange, PersonDraft, Profile, TokenDraft
from kms.accounts.models import LEAD, MEMBER
from kms.core.errors import Invalid, NotFound
from kms.core.text import N_
from kms.core.urls import safe_next
from kms.web import state
from kms.web.forms import show_again
from kms.web.identity import actor, find_actor
from kms.web.reading import form_data
from kms.web.routes import Routes
from kms.web.transaction import commit_now, reading, writing

routes = Routes("accounts", __name__)
routes.add_app_template_filter(browser_name, "browser")
routes.add_app_template_filter(lambda name: Actor(0, name=name).initials, "initials")


@routes.get("/setup", who="anyone")
def set_up() -> BaseResponse | str:
    _require_nobody()
    return render_template("accounts/set_up.html", form={}, errors={})


@routes.post("/setup", who="anyone")
def do_set_up() -> BaseResponse:
    """The first person; there is no second time."""
    _require_nobody()
    typed = _typed()
    try:
        draft = PersonDraft.parse(form_data())
        if len(draft.password) < 1:
            raise Invalid({"password": N_("Please fill this in.")})
        person = people.set_up(writing(), draft)
    except Invalid as fault:
        return show_again("accounts/set_up.html", fault)
    return _let_in(person.id, typed)


def _require_nobody() -> None:
    if queries.anyone_exists(reading()):
        raise NotFound(N_("This server has been set up already."))


@routes.get("/sign-in", who="anyone", endpoint="sign_in")
def sign_in_form() -> BaseResponse | str:
    if find_actor() is not None:
        return redirect(safe_next(request.args.get("next")))
    if not queries.anyone_exists(reading()):
        return redirect(url_for("accounts.set_up"))
    return render_template("accounts/sign_in.html", form={"next": request.args.get("next", "")}, errors={})


@routes.post("/sign-in", who="anyone")
def do_sign_in() -> BaseResponse:
    typed = _typed()
    sign_in.brake(reading(), typed, identity.secret())
    person = sign_in.check_password(reading(), typed)
    if person is None:
        sign_in.refuse(writing(), typed)
        commit_now()
        return show_again("accounts/sign_in.html", sign_in.wrong_password())
    return _let_in(person.id, typed)


def _typed() -> sign_in.Credentials:
    return sign_in.Credentials(
        request.form.get("user_name", "")[:200],
        request.form.get("password", ""),
        request.remote_addr or "",
        request.cookies.get(identity.DEVICE_COOKIE, ""),
        request.headers.get("User-Agent", ""),
    )


def _let_in(person_id: int, typed: sign_in.Credentials) -> BaseResponse:
    session = writing()
    token = sign_in.start(session, person_id, typed)
    identity.sign_in_browser(token, queries.get_actor_of(session, person_id))
    response = redirect(safe_next(request.form.get("next")), 303)
    mark = sign_in.device_mark(identity.secret(), typed.user_name)
    response.set_cookie(
        identity.DEVICE_COOKIE,
        mark,
        max_age=365 * 24 * 3600,
        secure=state.config().https,
        httponly=True,
        samesite="Lax",
        path="/sign-in",
    )
    return response


@routes.post("/sign-out", who="member")
def sign_out() -> BaseResponse:
    sign_in.end(writing(), identity.my_token())
    identity.sign_out_browser()
    return redirect(url_for("accounts.sign_in"), 303)


@routes.get("/profile", who="member")
def profile() -> str:
    person = queries.get_person(reading(), actor().person_id)
    form = {"name": person.name, "email": person.email or "", "language": person.language}
    return render_template("accounts/profile.html", form=form, errors={}, **_profile_words())


def _profile_words() -> dict[str, Any]:
    session = reading()
    person_id = actor().person_id
    return {
        "sign_ins": queries.sign_ins_of(session, person_id),
        "tokens": queries.tokens_of(session, person_id),
        "mine": queries.token_hash(identity.my_token()),
        "person": queries.get_person(session, person_id),
    }


@routes.post("/profile", who="member")
def change_profile() -> BaseResponse:
    words = _profile_words()
    try:
        people.change_profile(writing(), actor(), Profile.parse(form_data()))
    except Invalid as fault:
        return show_again("accounts/profile.html", fault, **words)
    flash(gettext("Your profile was saved."), "success")
    return redirect(url_for("accounts.profile"), 303)


@routes.post("/profile/password", who="member")
def change_password() -> BaseResponse:
    words = _profile_words()
    form = {"name": words["person"].name, "email": words["person"].email, "language": words["person"].language}
    try:
        change = PasswordChange.parse(form_data())
        people.change_password(writing(), actor(), change, identity.my_token())
    except Invalid as fault:
        return show_again("accounts/profile.html", fault, profile_form=form, **words)
    flash(gettext("Your password was changed. All other browsers were signed out."), "success")
    return redirect(url_for("accounts.profile"), 303)


@routes.post("/profile/sign-ins/<int:sign_in_id>/end", who="member")
def end_sign_in(sign_in_id: int) -> BaseResponse:
    sign_in.end_one(writing(), actor(), sign_in_id)
    return redirect(url_for("accounts.profile"), 303)


@routes.post("/profile/sign-ins/end-others", who="member")
def end_other_sign_ins() -> BaseResponse:
    sign_in.end_others(writing(), actor(), identity.my_token())
    return redirect(url_for("accounts.profile"), 303)


@routes.post("/profile/tokens", who="member")
def create_token() -> Response | str:
    """Make an API key and show it, this once."""
    words = _profile_words()
    person = words["person"]
    form = {"name": person.name, "email": person.email, "language": person.language}
    try:
        token = tokens.create_token(writing(), actor(), TokenDraft.parse(form_data()))
    except Invalid as fault:
        return show_again("accounts/profile.html", fault, profile_form=form, **words)
    return render_template("accounts/token.html", token=token)


@routes.post("/profile/tokens/<int:token_id>/revoke", who="member")
def revoke_token(token_id: int) -> BaseResponse:
    tokens.revoke_token(writing(), actor(), token_id)
    return redirect(url_for("accounts.profile"), 303)


@routes.get("/connect", who="member")
def connect_browser() -> str:
    """Where the browser extension asks for its key."""
    label = request.args.get("label", "")[:100] or gettext("Browser extension")
    return render_template("accounts/connect.html", form={"label": label}, errors={})


@routes.post("/connect", who="member")
def do_connect_browser() -> Response | str:
    """Make the extension's key; its script reads it from this page."""
    try:
        draft = TokenDraft.parse({**form_data(), "scope": "write"})
        token = tokens.create_token(writing(), actor(), draft)
    except Invalid as fault:
        return show_again("accounts/connect.html", fault)
    return render_template("accounts/connected.html", token=token, label=draft.label)


@routes.get("/groups", who="member")
def list_groups() -> str:
    found = queries.list_groups(reading(), None if actor().is_admin else actor().groups)
    return render_template("accounts/groups.html", groups=found, form={}, errors={})


@routes.post("/groups", who="admin")
def create_group() -> BaseResponse:
    found = queries.list_groups(reading())
    try:
        group = groups.add_group(writing(), actor(), GroupDraft.parse(form_data()))
    except Invalid as fault:
        return show_again("accounts/groups.html", fault, groups=found)
    return redirect(url_for("accounts.show_group", group_id=group.id), 303)


@routes.get("/groups/<int:group_id>", who="member")
def show_group(group_id: int) -> str:
    return render_template("accounts/group.html", form={}, errors={}, **_group_words(group_id))


def _group_words(group_id: int) -> dict[str, Any]:
    """A group's page is for its people and for administrators; to others it does not exist."""
    group = queries.get_group(reading(), group_id)
    if group_id not in actor().groups and not actor().is_admin:
        raise NotFound(N_("There is no such group."))
    leads = group_id in actor().leads or actor().is_admin
    return {"group": group, "members": queries.members_of(reading(), group_id), "can_lead": leads}


@routes.post("/groups/<int:group_id>", who="member")
def change_group(group_id: int) -> BaseResponse:
    words = _group_words(group_id)
    try:
        groups.change_group(writing(), actor(), group_id, GroupDraft.parse(form_data()))
    except Invalid as fault:
        return show_again("accounts/group.html", fault, **words)
    return redirect(url_for("accounts.show_group", group_id=group_id), 303)


@routes.post("/groups/<int:group_id>/members", who="member")
def add_member(group_id: int) -> BaseResponse:
    words = _group_words(group_id)
    role = LEAD if request.form.get("role") == LEAD else MEMBER
    try:
        groups.add_member(writing(), actor(), group_id, request.form.get("user_name", "")[:200], role)
    except Invalid as fault:
        return show_again("accounts/group.html", fault, **words)
    return redirect(url_for("accounts.show_group", group_id=group_id), 303)


@routes.post("/groups/<int:group_id>/members/<int:person_id>/role", who="member")
def change_role(group_id: int, person_id: int) -> BaseResponse:
    words = _group_words(group_id)
    try:
        groups.change_role(writing(), actor(), group_id, person_id, request.form.get("role", MEMBER))
    except Invalid as fault:
        return show_again("accounts/group.html", fault, **words)
    return redirect(url_for("accounts.show_group", group_id=group_id), 303)


@routes.post("/groups/<int:group_id>/members/<int:person_id>/remove", who="member")
def remove_member(group_id: int, person_id: int) -> BaseResponse:
    words = _group_words(group_id)
    try:
        groups.remove_member(writing(), actor(), group_id, person_id)
    except Invalid as fault:
        return show_again("accounts/group.html", fault, **words)
    left = person_id == actor().person_id and not actor().is_admin
    return redirect(url_for("accounts.list_groups") if left else url_for("accounts.show_group", group_id=group_id), 303)
