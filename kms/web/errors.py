"""Render errors as HTML pages for people and problem documents (RFC 9457) for programs."""

import logging

from flask import Flask, Response, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from kms.core.db import is_busy, is_full, is_read_only
from kms.core.errors import ExpiredForm, Invalid, KmsError, TooMany, Unauthenticated
from kms.core.text import N_, Message
from kms.web.i18n import say
from kms.web.transaction import abandon

log = logging.getLogger("kms.web")

_WORDS = {
    400: N_("This request cannot be read."),
    401: N_("Please sign in."),
    403: N_("You may not do this."),
    404: N_("This does not exist, or is not visible to you."),
    405: N_("This address does not take such a request."),
    413: N_("This is too large."),
    415: N_("This kind of content is not understood here."),
    429: N_("Too many requests. Please wait a moment."),
    500: N_("Something went wrong on our side. Nothing was changed; please try again."),
    503: N_("The server is busy. Nothing was changed; please try again in a moment."),
    507: N_("The disk of the server is full. Nothing was changed; please tell your administrator."),
}

_HELP = {
    403: N_("If your work needs it, ask whoever looks after it, or your administrators."),
    404: N_("Perhaps the address is mistyped, or this is open to others only. The search finds what is open to you."),
    500: N_("If it happens again, tell your administrators what you were doing and when."),
}


def install(app: Flask) -> None:
    """Register handlers for all errors."""
    app.register_error_handler(KmsError, _answer_kms_error)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_unknown)


def _answer_kms_error(fault: KmsError) -> BaseResponse:
    abandon()
    if isinstance(fault, Unauthenticated) and request.method == "GET" and not _for_program():
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    if isinstance(fault, Unauthenticated | ExpiredForm) and _can_be_sent_again():
        return _offer_to_send_again(fault.status, fault.message)
    response = _answer(fault.status, fault.message, fault.fields if isinstance(fault, Invalid) else {})
    if isinstance(fault, TooMany):
        response.headers["Retry-After"] = str(fault.retry_after)
    if isinstance(fault, Unauthenticated):
        response.headers["WWW-Authenticate"] = 'Bearer realm="kms"'
    return response


def _answer_http(fault: HTTPException) -> BaseResponse:
    abandon()
    cause = getattr(fault, "original_exception", None)
    if cause is not None and _is_passing(cause):  # raised by the commit, which happens after the view
        return _answer_passing(cause)
    status = fault.code or 500
    if status < 400:
        return fault.get_response()
    response = _answer(status, _WORDS.get(status, _WORDS[400 if status < 500 else 500]), {})
    for name, value in fault.get_headers():
        if name in ("Allow", "Retry-After", "Content-Range"):
            response.headers[name] = value
    return response


def _answer_unknown(fault: Exception) -> BaseResponse:
    abandon()
    if _is_passing(fault):
        return _answer_passing(fault)
    log.exception("unexpected fault at %s %s", request.method, request.path.encode("unicode_escape").decode())
    return _answer(500, _WORDS[500], {})


def _is_passing(fault: BaseException) -> bool:
    return is_busy(fault) or is_read_only(fault) or is_full(fault)


def _answer_passing(fault: BaseException) -> BaseResponse:
    """Nothing was changed and a retry may succeed: offer to send the request again."""
    status = 507 if is_full(fault) else 503
    log.warning("answered %d at %s %s", status, request.method, request.path.encode("unicode_escape").decode())
    resend = not isinstance(fault, OSError) and _can_be_sent_again()
    response = _offer_to_send_again(status, _WORDS[status]) if resend else _answer(status, _WORDS[status], {})
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def _can_be_sent_again() -> bool:
    if _for_program() or not request.form or "password" in request.form:
        return False
    return not _files() or bool(request.form.get("text", "").strip())


def _files() -> list[tuple[str, str]]:
    """Return the file fields with chosen files and their names; empty file fields are submitted too."""
    return [(field, file.filename) for field, file in request.files.items(multi=True) if file.filename]


def _offer_to_send_again(status: int, message: Message) -> Response:
    """After an expired session or form, or with a full disk, no input is lost: the page contains everything that was
    submitted and asks for files again."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    title = say(message)
    page = render_template(
        "resend.html",
        status=status,
        title=title,
        words=[title],
        action=request.full_path,
        fields=fields,
        files=_files(),
    )
    return make_response(page, status)


def _for_program() -> bool:
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


def _answer(status: int, message: Message, fields: dict[str, Message]) -> Response:
    if _for_program():
        return problem(status, message, fields)
    return _page(status, message, fields)


def _page(status: int, message: Message, fields: dict[str, Message] | None = None) -> Response:
    words = [say(m) for m in (fields or {}).values()] or [say(message)]
    title = say(_WORDS.get(status, message))
    help = say(_HELP[status]) if status in _HELP else None
    return make_response(render_template("error.html", status=status, title=title, words=words, help=help), status)


def problem(status: int, message: Message, fields: dict[str, Message] | None = None, **more: object) -> Response:
    """Return a problem document: `errors` holds one message per field."""
    body: dict[str, object] = {"type": "about:blank", "status": status, "title": say(message), **more}
    if fields:
        body["errors"] = {name: say(m) for name, m in fields.items()}
    response = jsonify(body)
    response.status_code = status
    response.content_type = "application/problem+json"
    return response
