"""Authentication of requests: flask-login with our own sign-ins for browsers, bearer keys for programs."""

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager, current_user, login_user, logout_user
from werkzeug.local import LocalProxy

from kms.access.policy import Actor
from kms.accounts import queries
from kms.core.clock import now
from kms.core.errors import Unauthenticated
from kms.core.text import N_
from kms.signin.codes import CodeTerms
from kms.signin.queries import find_actor_by_token, find_signed_in
from kms.web import identity, state
from kms.web.organisation import settings
from kms.web.transaction import reading

DEVICE_COOKIE = "kms_device"


class SignedIn:
    """flask-login's view of a signed-in browser: its id is the sign-in's token, so that it can be revoked."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, token: str, actor: Actor) -> None:
        self.token = token
        self.actor = actor

    def get_id(self) -> str:
        return self.token


def install(app: Flask) -> None:
    """Set up flask-login and the function that identifies a request's actor."""
    manager = LoginManager()
    manager.session_protection = None  # sign-ins are stored on the server; a client's address may change
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(_load)
    state.set_identify(app, identify)
    app.jinja_env.globals["me"] = LocalProxy(identity.find_actor)  # for macros, compiled once for all requests
    app.context_processor(_for_templates)


def _for_templates() -> dict[str, object]:
    theme = request.cookies.get("kms_theme", "")
    return {"me": identity.find_actor(), "theme": theme if theme in ("light", "dark") else ""}


def identify() -> Actor | None:
    """Return the actor of this request: the API accepts API keys only, pages accept cookies only."""
    if request.path.startswith("/api/"):
        return _by_key()
    return current_user.actor if current_user.is_authenticated else None


def sign_in_browser(token: str, actor: Actor) -> None:
    """Start a new session for this browser; the old one's data is discarded."""
    session.clear()
    session.permanent = True
    login_user(SignedIn(token, actor))
    identity.refresh_actor()


def sign_out_browser() -> None:
    """Clear the session."""
    logout_user()
    session.clear()
    identity.refresh_actor()


def my_token() -> str:
    """Return the token of this browser's sign-in."""
    return str(current_user.get_id() or "")


def secret() -> bytes:
    """Return the key that signs cookies."""
    key = current_app.secret_key
    return key if isinstance(key, bytes) else str(key).encode()


def code_terms() -> CodeTerms:
    """Return how codes are hashed, and for how long they are valid."""
    return CodeTerms(secret(), settings().start_code_days)


def _load(token: str) -> SignedIn | None:
    found = find_signed_in(reading(), token)
    if found is None:
        return None
    g.kms_epoch = found.epoch
    actor = state.cache().get(found.epoch, ("actor", found.id), lambda: queries.get_actor_of(reading(), found.id))
    _renew_cookie()
    return SignedIn(token, actor)


def _renew_cookie() -> None:
    """Once a day, so that browsers in use stay signed in and others expire."""
    today = now().date().isoformat()
    if session.get("day") != today:
        session["day"] = today


def _by_key() -> Actor | None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        return None
    actor = find_actor_by_token(reading(), token.strip())
    if actor is None:
        raise Unauthenticated(N_("This key is not valid, or was revoked."))
    return actor
