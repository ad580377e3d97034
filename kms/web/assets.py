"""The built front-end files, with content hashes in their names for browser caching."""

import json
import re
from functools import cache
from pathlib import Path

from flask import Flask, Response, request

DIST = Path(__file__).parent / "static" / "dist"
_HASHED = re.compile(r"/dist/[\w-]+\.([0-9a-f]{10}|[0-9A-Z]{8})\.\w+$")
_YEAR = "public, max-age=31536000, immutable"


def install(app: Flask) -> None:
    """Provide `asset(name)` to templates; hashed files may be cached for a year and loaded by sandboxed frames."""
    app.jinja_env.globals["asset"] = asset
    app.after_request(_keep)


def asset(name: str) -> str:
    """Return the URL of a built file."""
    return f"{request.script_root}/static/dist/{built(name)}"


def built(name: str) -> str:
    """Return the hashed name of a built file."""
    return _names().get(name, name)


@cache
def _names() -> dict[str, str]:
    manifest = DIST / "manifest.json"
    return dict(json.loads(manifest.read_text())) if manifest.exists() else {}


def _keep(response: Response) -> Response:
    if request.endpoint == "static" and response.status_code == 200:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cache-Control"] = _YEAR if _HASHED.search(request.path) else "public, max-age=300"
    return response
