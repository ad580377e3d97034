"""How much one request may bring along: more than a form does, and said in words where it is too much."""

from flask import Flask, request

from kms.core.errors import TooLarge
from kms.core.text import N_

MOST_BYTES = 100_000_000
MOST_FILES = 3_000
_PATHS = frozenset({"/bring", "/api/v1/imports"})


def install(app: Flask) -> None:
    """Before anything reads the request: its form is parsed when its token is checked."""
    app.before_request(_allow)


def _allow() -> None:
    if request.method != "POST" or request.path not in _PATHS:
        return
    request.max_content_length = MOST_BYTES + 1_000_000
    request.max_form_parts = MOST_FILES + 100
    if (request.content_length or 0) > request.max_content_length:
        raise TooLarge(
            N_("This is more than %(n)s MB at once. Please bring it along in several parts.", n=MOST_BYTES // 1_000_000)
        )
