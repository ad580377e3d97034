"""One transaction per request: read with `reading()`, change with `writing()`; only 2xx and 3xx commit."""

from flask import Flask, Response, g
from sqlalchemy.orm import Session

from kms.core.fair_lock import FairLock
from kms.web import state


def install(app: Flask) -> None:
    """Commit or roll back at the end of every request."""
    app.after_request(_finish)
    app.teardown_request(_give_back)


def reading() -> Session:
    """Return this request's session for reading."""
    if "kms_writing" in g:
        return _session(g.kms_writing)
    if "kms_reading" not in g:
        g.kms_reading = state.database().session_for_reading()
    return _session(g.kms_reading)


def writing() -> Session:
    """Return this request's session for writing; acquires the write lock. Parse and render before the first call, and
    read again anything that was read before it."""
    if "kms_writing" not in g:
        _end_reading()
        g.kms_writing = state.database().begin_writing()
    return _session(g.kms_writing)


def is_writing() -> bool:
    """Whether this request has started writing."""
    return "kms_writing" in g


def abandon() -> None:
    """Roll back now, so that an error page is rendered without holding the lock."""
    session = g.pop("kms_writing", None)
    if session is not None:
        state.database().end_writing(session, commit=False)


def commit_now() -> None:
    """Commit before the end of the request; only for counters that must persist although the response is an error."""
    session = g.pop("kms_writing", None)
    if session is not None:
        state.database().end_writing(session, commit=True)


def hold_until_end(turn: FairLock) -> None:
    """Acquire a lock that is released when this request has committed or failed; never while holding the write lock."""
    turn.acquire()
    g.setdefault("kms_turns", []).append(turn)


def _finish(response: Response) -> Response:
    session = g.pop("kms_writing", None)
    if session is not None:
        state.database().end_writing(session, commit=response.status_code < 400)
    return response


def _give_back(fault: BaseException | None) -> None:
    abandon()
    _end_reading()
    for turn in g.pop("kms_turns", []):
        turn.release()


def _end_reading() -> None:
    session = g.pop("kms_reading", None)
    if session is not None:
        session.close()


def _session(value: object) -> Session:
    assert isinstance(value, Session)
    return value
