"""First sign-in with a start slip: enter the code, choose a password, continue to the requested page."""

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from kms.accounts import queries
from kms.accounts.routes import routes
from kms.core.errors import Invalid
from kms.core.text import N_
from kms.signin import codes
from kms.signin.attempts import check_rate, refuse
from kms.signin.inputs import NewPassword
from kms.signin.models import RESET, OneTimeCode
from kms.signin.web import identity
from kms.signin.web.browsers import show_code, shown_code, sign_in_and_redirect, typed
from kms.web.forms import show_again
from kms.web.request_data import form_data
from kms.web.transaction import commit_now, reading, writing


@routes.get("/start", who="anyone")
def start() -> str:
    """Target of the slip's QR code: it identifies the person, the code has to be typed."""
    form = {"user_name": request.args.get("user", "")[:60], "next": request.args.get("next", "")}
    return render_template("signin/start.html", form=form, errors={})


@routes.post("/start", who="anyone")
def do_start() -> BaseResponse:
    """Check the code, with the same rate limit as passwords."""
    tried = typed(request.form.get("code", ""))
    check_rate(reading(), tried, identity.secret())
    code = codes.find_start_code(reading(), identity.code_terms(), tried.user_name, tried.password)
    if code is None:
        refuse(writing(), tried)
        commit_now()
        message = N_("User name or code is not right, or the code was used or has expired. Ask for a new slip.")
        return show_again("signin/start.html", Invalid({"code": message}))
    return show_code(code.id)


@routes.get("/start/password", who="anyone")
def choose_password() -> BaseResponse | str:
    code = shown_code()
    if code is None:
        return redirect(url_for("accounts.start"))
    form = {"next": request.args.get("next", "")}
    return render_template("signin/choose_password.html", form=form, errors={}, **_context(code))


@routes.post("/start/password", who="anyone")
def do_choose_password() -> BaseResponse:
    code = shown_code()
    if code is None:
        return redirect(url_for("accounts.start"), 303)
    words = _context(code)
    try:
        chosen = NewPassword.parse(form_data())
        code = codes.find_open_code(writing(), code.id)
        if code is None:
            raise Invalid({"": N_("This code was used already.")})
        person = codes.choose_password(writing(), code, chosen.password)
    except Invalid as fault:
        return show_again("signin/choose_password.html", fault, **words)
    return sign_in_and_redirect(person.id, typed(chosen.password, person.user_name))


def _context(code: OneTimeCode) -> dict[str, Any]:
    return {"whose": queries.get_person(reading(), code.person_id).name, "is_reset": code.kind == RESET}
