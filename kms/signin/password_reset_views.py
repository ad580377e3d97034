"""The "forgot your password" pages: whom to contact, or a link by email."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.accounts.routes import routes
from kms.mail.service import is_set_up
from kms.signin import codes, password_reset
from kms.signin.web import identity
from kms.signin.web.browsers import show_code
from kms.web.transaction import reading, writing


@routes.get("/forgot", who="anyone")
def forgot() -> str:
    session = reading()
    return render_template("signin/forgot.html", mail=is_set_up(session), contacts=password_reset.contacts(session))


@routes.post("/forgot", who="anyone")
def do_forgot() -> BaseResponse:
    """The response is the same whoever was named."""
    if is_set_up(reading()):
        typed, address = request.form.get("who", "")[:320], request.remote_addr or ""
        password_reset.ask_for_link(writing(), typed, address, str(get_locale() or "en"))
    flash(
        gettext("If there is an account with an e-mail address, a link is on its way. It works once, within one hour."),
        "success",
    )
    return redirect(url_for("accounts.sign_in"), 303)


@routes.get("/reset/<token>", who="anyone")
def reset(token: str) -> BaseResponse:
    """Target of the emailed link: redirect to the password form, without the secret in the URL. Consumes nothing."""
    code = codes.find_reset_code(reading(), identity.code_terms(), token)
    if code is None:
        flash(gettext("This link was used already, or is older than an hour. Ask for a new one."), "warning")
        return redirect(url_for("accounts.forgot"), 303)
    return show_code(code.id)
