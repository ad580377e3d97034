"""One transaction per request: read with `reading()`, change with `writing()`; 2xx and 3xx commit, the rest rolls
back."""

from flask import Flask, Response, g
from sqlalchemy.orm import Session

from kms.core.fair_lock import FairLock
from kms.core.unit_of_work import UnitOfWork
from kms.web import state


def install(app: Flask) -> None:
    """End the transaction of every request."""
    app.after_request(_settle)
    app.teardown_request(_give_back)


def reading() -> Session:
    """This request's session for reading."""
    if "kms_writing" in g:
        return _session(g.kms_writing)
    if "kms_reading" not in g:
        g.kms_reading = state.database().session_for_reading()
    return _session(g.kms_reading)


def writing() -> Session:
    """This request's session for writing: takes the write lock.

    Parse and render before the first call; anything read earlier must be read again.
    """
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
    """Commit before the end of the request; only for what must be counted even though the response is an error."""
    session = g.pop("kms_writing", None)
    if session is not None:
        state.database().end_writing(session, commit=True)


def hold_until_end(turn: FairLock) -> None:
    """Hold a lock until this request has committed or failed; not needed while holding the write lock."""
    if is_writing():
        return
    turn.acquire()
    g.setdefault("kms_turns", []).append(turn)


def unit_of_work() -> UnitOfWork:
    """The sessions of this request, for use cases that prepare before they write."""
    return UnitOfWork(reading, writing, abandon, hold_until_end)


def _settle(response: Response) -> Response:
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
