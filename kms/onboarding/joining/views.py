"""Requesting an account on the sign-in page, where the organisation enables it, and deciding on requests."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.accounts.people_routes import routes as people_routes
from kms.accounts.routes import routes
from kms.core.errors import Invalid, NotFound, TooMany
from kms.core.text import N_
from kms.notifications.kinds import MAIL, NotificationKind, register_kind
from kms.notifications.service import notify
from kms.onboarding.joining import inbox
from kms.onboarding.joining import service as join_requests
from kms.onboarding.joining.models import JoinRequest
from kms.onboarding.joining.service import JoinDraft
from kms.onboarding.staff import slips
from kms.signin import codes
from kms.signin.attempts import count, is_over
from kms.signin.web import identity
from kms.web import state
from kms.web.forms import show_again
from kms.web.identity import actor
from kms.web.organisation import settings
from kms.web.request_data import form_data
from kms.web.transaction import reading, writing

PER_ADDRESS = 5
ASKED = register_kind(
    NotificationKind(
        "join.asked", N_("Somebody asks to join a group that I lead"), N_("Somebody asks to join this group"), how=MAIL
    )
)
UNPLACED = register_kind(
    NotificationKind(
        "join.unplaced",
        N_("Somebody asks for an account for no known group, and I manage people"),
        N_("Somebody asks for an account"),
        how=MAIL,
        folds=True,
    )
)


@routes.get("/request-access", who="anyone")
def request_access() -> str:
    _require_switched_on()
    return render_template("onboarding/request_access.html", form={}, errors={})


@routes.post("/request-access", who="anyone")
def do_request_access() -> BaseResponse:
    """The response is the same whether group and lead exist or not."""
    _require_switched_on()
    bucket = f"join:{request.remote_addr or ''}"
    if is_over(reading(), {bucket: PER_ADDRESS}):
        raise TooMany(N_("Too many requests from here. Please try again in a quarter of an hour."), 900)
    try:
        asked = join_requests.ask(writing(), JoinDraft.parse(form_data()))
    except Invalid as fault:
        return show_again("onboarding/request_access.html", fault)
    count(writing(), bucket)
    if asked is not None:
        _notify_deciders(asked)
    flash(gettext("Your request was handed on. Once it is confirmed there is a start slip for you."), "success")
    return redirect(url_for("accounts.sign_in"), 303)


def _notify_deciders(asked: JoinRequest) -> None:
    """Notify the leads of the group, or if it is unknown those who manage people, each in their request inbox."""
    session = writing()
    if asked.group_id is not None:
        notify(session, join_requests.deciders(session, asked), ASKED.name, ("group", asked.group_id), None, asked.name)
        return
    for person_id in sorted(inbox.people_to_notify(session)):
        notify(session, [person_id], UNPLACED.name, (inbox.RequestInboxSource.kind, person_id), None, asked.note)


def _require_switched_on() -> None:
    if not settings().access_requests:
        raise NotFound(N_("This does not exist, or is not visible to you."))


@people_routes.get("/admin/people/requests", who="people")
def list_join_requests() -> str:
    found = [join_requests.say(row) for row in join_requests.list_open(reading())]
    return render_template("onboarding/requests.html", requests=found)


@routes.post("/join-requests/<int:join_id>/accept", who="member")
def accept_join(join_id: int) -> BaseResponse | str:
    """Create the account and show its slip, once."""
    session, terms = writing(), identity.code_terms()
    group_id = join_requests.get_group_id(session, join_id)
    person = join_requests.accept(session, actor(), join_id)
    code = codes.make_start_code(session, terms, person.id, actor().person_id)
    slip = slips.make_slip(person, code, terms, state.config().url)
    return render_template("onboarding/slips.html", slips=[slip], done_url=_back(group_id))


@routes.post("/join-requests/<int:join_id>/decline", who="member")
def decline_join(join_id: int) -> BaseResponse:
    group_id = join_requests.get_group_id(writing(), join_id)
    join_requests.decline(writing(), actor(), join_id)
    return redirect(_back(group_id), 303)


def _back(group_id: int | None) -> str:
    if group_id is not None and group_id in actor().groups:
        return url_for("accounts.show_requests", group_id=group_id)
    return url_for("people.list_join_requests") if actor().may_manage_people else url_for("home.start")
