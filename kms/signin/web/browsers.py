"""Sign-in of a browser: the submitted credentials, the session with its cookies, and the one-time code in use."""

from flask import redirect, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from kms.accounts import queries
from kms.core.clock import now
from kms.core.urls import safe_next
from kms.signin import codes, sessions
from kms.signin.credentials import Credentials, device_mark
from kms.signin.models import OneTimeCode
from kms.signin.web import identity
from kms.web import state
from kms.web.transaction import reading, writing

SECONDS = 3600
_MARK = "code"


def typed(password: str, user_name: str = "") -> Credentials:
    """Return the submitted credentials with the client's address."""
    return Credentials(
        user_name or request.form.get("user_name", "")[:200],
        password,
        request.remote_addr or "",
        request.cookies.get(identity.DEVICE_COOKIE, ""),
        request.headers.get("User-Agent", ""),
    )


def sign_in_and_redirect(person_id: int, credentials: Credentials, to: str = "") -> BaseResponse:
    """Sign the browser in and redirect to the requested page."""
    changing = writing()
    token = sessions.start(changing, person_id, credentials)
    identity.sign_in_browser(token, queries.get_actor_of(changing, person_id))
    response = redirect(to or safe_next(request.form.get("next")), 303)
    response.set_cookie(
        identity.DEVICE_COOKIE,
        device_mark(identity.secret(), credentials.user_name),
        max_age=365 * 24 * 3600,
        secure=state.config().https,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


def show_code(code_id: int) -> BaseResponse:
    """Remember in the signed cookie that this browser presented the code, and ask for a new password."""
    session[_MARK] = [code_id, int(now().timestamp())]
    return redirect(url_for("accounts.choose_password", next=safe_next(request.form.get("next"))), 303)


def shown_code() -> OneTimeCode | None:
    """Return the code that this browser presented within the last hour, if it is still valid."""
    id, shown = session.get(_MARK, (0, 0))
    return codes.find_open_code(reading(), id) if now().timestamp() - shown < SECONDS else None
