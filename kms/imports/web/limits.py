"""Request size limit for imports: larger than for other forms, with a message when it is exceeded."""

from flask import Flask, request

from kms.core.errors import TooLarge
from kms.core.text import N_

MOST_BYTES = 100_000_000
MOST_FILES = 3_000
_PATHS = frozenset({"/bring", "/api/v1/imports"})


def install(app: Flask) -> None:
    """Runs before anything reads the request, because checking the CSRF token parses the form."""
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
