"""Security headers of every response, and the check for known hosts."""

from flask import Flask, Response, request

from kms.core.errors import Unreadable
from kms.core.text import N_
from kms.web import state

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def install(app: Flask) -> None:
    """Reject unknown hosts; add the headers."""
    app.before_request(_check_host)
    app.after_request(_add)


def _check_host() -> None:
    known = state.config().host
    host = request.host.lower()
    if host != known and host.rsplit(":", 1)[0] not in _LOOPBACK:
        raise Unreadable(N_("This server does not answer to this name."))


_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def _add(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    if state.config().https:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-store"
    response.vary.add("Cookie")
    return response
