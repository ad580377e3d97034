"""Cached page rendering: the frame is cached per reader, the content of some pages per reach."""

import secrets
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Flask, g, render_template, request, session
from flask_babel import get_locale
from markupsafe import Markup, escape

from kms.core.clock import now
from kms.web import csrf
from kms.web.identity import actor, cached

# Random per process, so that users cannot inject these placeholders into a page.
_SALT = secrets.token_hex(12)
_CUT = f"\x1ecut-{_SALT}\x1e"


def _here() -> str:
    """The URL to return to after a button in the frame was used."""
    return request.full_path if request.method == "GET" else "/"


def _searched() -> str:
    """The query shown in the search field."""
    return request.args.get("q", "") if request.endpoint == "search.results" else ""


_OF_REQUEST: Mapping[str, Callable[[], str]] = {"csrf_token": csrf.token, "here": _here, "searched": _searched}
"""What differs with every request: cached pieces contain a placeholder for it."""


def install(app: Flask) -> None:
    """Provide the per-request values to templates."""
    for name in _OF_REQUEST:
        app.jinja_env.globals[name] = partial(_word, name)


def _word(name: str) -> str:
    return _mark(name) if "kms_marks" in g else _OF_REQUEST[name]()


@dataclass(frozen=True)
class Fragments:
    """The four blocks of `base.html`, with placeholders for per-request values."""

    title: str
    sidebar: str
    main: str
    aside: str


def render_cached(template: str, key: Hashable, context: Callable[[], Mapping[str, Any]]) -> str:
    """Render `template` (it extends `layout`), caching its pieces until the database changes. `key` must include
    everything the pieces depend on besides the database, the language and the day, above all the reader's reach.
    `context` is only called on a cache miss."""
    today = now().date().isoformat()
    return _page(cached((template, key, str(get_locale()), today), lambda: _render(template, context())))


def render_framed(template: str, **context: Any) -> str:
    """Render `template` (it extends `layout`) without caching it, inside the reader's cached frame."""
    return _page(_render(template, context))


def _page(pieces: Fragments) -> str:
    page = _framed(pieces) if "_flashes" in session else _fill(_frame(pieces), pieces)
    for name, word in _OF_REQUEST.items():
        page = page.replace(_mark(name), escape(word()))
    return page


def _render(template: str, context: Mapping[str, Any]) -> Fragments:
    with _Marked():
        return Fragments(*render_template(template, layout="fragments.html", cut=_CUT, **context).split(_CUT))


def _framed(pieces: Fragments) -> str:
    with _Marked():
        return render_template("from_fragments.html", **{name: Markup(text) for name, text in vars(pieces).items()})


def _frame(pieces: Fragments) -> str:
    """The reader's page with a placeholder per piece; empty pieces stay empty because the layout depends on them."""
    marks = Fragments(*(_mark(name) if text.strip() else "" for name, text in vars(pieces).items()))
    theme = request.cookies.get("kms_theme", "")[:10]
    return cached(("frame", actor(), marks, request.endpoint, str(get_locale()), theme), lambda: _framed(marks))


def _fill(frame: str, pieces: Fragments) -> str:
    for name, text in vars(pieces).items():
        frame = frame.replace(_mark(name), text)
    return frame


def _mark(name: str) -> str:
    return f"\x1e{name}-{_SALT}\x1e"


class _Marked:
    """While active, templates emit placeholders for per-request values."""

    def __enter__(self) -> None:
        g.kms_marks = True

    def __exit__(self, *_: object) -> None:
        del g.kms_marks
