"""A page in pieces: what is the same for every reader of one reach is kept, and so is the frame of each reader."""

import secrets
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, render_template, request, session
from flask_babel import get_locale
from markupsafe import Markup

from kms.core.clock import now
from kms.web import csrf
from kms.web.identity import actor, remember

# Nobody can write these marks into a page: they are new in every process.
_SALT = secrets.token_hex(12)
_CUT = f"\x1ecut-{_SALT}\x1e"
_TOKEN = f"\x1ecsrf-{_SALT}\x1e"


@dataclass(frozen=True)
class Pieces:
    """The four blocks of `base.html`, with a mark where the session's token belongs."""

    title: str
    sidebar: str
    main: str
    aside: str


def render_kept(template: str, key: Hashable, context: Callable[[], Mapping[str, Any]]) -> str:
    """Render `template` (it extends `layout`), keeping its pieces until the database changes.

    `key` must name all that the pieces depend on besides the database, the language and the day: above all the
    reader's reach. `context` is only asked where the pieces are not known yet.
    """
    today = now().date().isoformat()
    pieces = remember((template, key, str(get_locale()), today), lambda: _render(template, context()))
    if "_flashes" in session or request.args:
        page = _framed(pieces)
    else:
        page = _fill(_frame(pieces), pieces)
    return page.replace(_TOKEN, csrf.token())


def _render(template: str, context: Mapping[str, Any]) -> Pieces:
    with _MarkedToken():
        return Pieces(*render_template(template, layout="pieces.html", cut=_CUT, **context).split(_CUT))


def _framed(pieces: Pieces) -> str:
    with _MarkedToken():
        return render_template("from_pieces.html", **{name: Markup(text) for name, text in vars(pieces).items()})


def _frame(pieces: Pieces) -> str:
    """The reader's page with a mark in place of each piece; empty pieces stay empty, the layout depends on them."""
    marks = Pieces(*(_mark(name) if text.strip() else "" for name, text in vars(pieces).items()))
    theme = request.cookies.get("kms_theme", "")[:10]
    return remember(("frame", actor(), marks, request.endpoint, str(get_locale()), theme), lambda: _framed(marks))


def _fill(frame: str, pieces: Pieces) -> str:
    for name, text in vars(pieces).items():
        frame = frame.replace(_mark(name), text)
    return frame


def _mark(name: str) -> str:
    return f"\x1e{name}-{_SALT}\x1e"


class _MarkedToken:
    """While it lasts, templates write a mark instead of the session's token."""

    def __enter__(self) -> None:
        g.kms_csrf_mark = _TOKEN

    def __exit__(self, *_: object) -> None:
        del g.kms_csrf_mark
