"""Signing in and out; the other view modules of this slice register on these routes."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from kms.access.policy import Actor
from kms.accounts import queries
from kms.accounts.routes import routes
from kms.core.urls import safe_next
from kms.signin import sessions
from kms.signin.attempts import check_rate, refuse
from kms.signin.browser_names import browser_name
from kms.signin.credentials import wrong_password
from kms.signin.methods import registry
from kms.signin.methods.outcomes import Admitted
from kms.signin.web import identity
from kms.signin.web.browsers import show_code, sign_in_and_redirect, typed
from kms.web.forms import show_again
from kms.web.identity import find_actor
from kms.web.transaction import commit_now, reading, writing

routes.add_app_template_filter(browser_name, "browser")
routes.add_app_template_filter(lambda name: Actor(0, name=name).initials, "initials")


@routes.get("/sign-in", who="anyone", endpoint="sign_in")
def sign_in_form() -> BaseResponse | str:
    if find_actor() is not None:
        return redirect(safe_next(request.args.get("next")))
    if not queries.anyone_exists(reading()):
        return redirect(url_for("accounts.set_up"))
    return render_template("signin/sign_in.html", form={"next": request.args.get("next", "")}, errors={})


@routes.post("/sign-in", who="anyone")
def do_sign_in() -> BaseResponse:
    """Sign in with whichever method accepts the credentials."""
    tried = typed(request.form.get("password", ""))
    check_rate(reading(), tried, identity.secret())
    found = registry.check(reading(), identity.code_terms(), tried)
    if found is not None:
        return sign_in_and_redirect(found.person_id, tried) if isinstance(found, Admitted) else show_code(found.code_id)
    refuse(writing(), tried)
    commit_now()
    return show_again("signin/sign_in.html", wrong_password())


@routes.post("/sign-out", who="member")
def sign_out() -> BaseResponse:
    sessions.end(writing(), identity.my_token())
    identity.sign_out_browser()
    return redirect(url_for("accounts.sign_in"), 303)
