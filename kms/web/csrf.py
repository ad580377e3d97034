"""CSRF protection: a token bound to the session, plus the origin headers sent by the browser."""

import hmac
import secrets
from urllib.parse import urlsplit

from flask import Flask, request, session

from kms.core.errors import ExpiredForm, Forbidden
from kms.core.text import N_
from kms.web import state

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_PROVEN = ("/api/", "/mail/stop/")
"""Paths whose requests authenticate by API key or signed URL; cookies are ignored there."""
FIELD, HEADER = "csrf_token", "X-CSRF-Token"


def install(app: Flask) -> None:
    """Check every writing request except those that ignore cookies."""
    app.before_request(_check)


def token() -> str:
    """Return this session's token, creating it on the first call."""
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    return str(session["csrf"])


def _check() -> None:
    if request.method in SAFE or request.path.startswith(_PROVEN):
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none") or _foreign_origin():
        raise Forbidden(N_("This request came from another site."))
    sent = request.headers.get(HEADER) or request.form.get(FIELD, "")
    if not hmac.compare_digest(sent.encode(), token().encode()):
        raise ExpiredForm(N_("This page was open for too long. What you typed is still here: please send it again."))


def _foreign_origin() -> bool:
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    return urlsplit(origin).netloc.lower() not in (request.host.lower(), state.config().host)
