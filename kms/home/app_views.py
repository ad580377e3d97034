"""Progressive web app: the manifest, the service worker, and the offline page. The worker caches only files that are
the same for everyone and the offline page, because browsers may be shared."""

import hashlib
import json

from flask import Response, make_response, render_template, request, url_for
from flask_babel import force_locale, get_locale, gettext

from kms.home.views import routes
from kms.web.assets import DIST, asset, built
from kms.web.i18n import LANGUAGES
from kms.web.organisation import settings

PAPER = "#ffffff"
KEPT = ("app.css", "offline.js", "favicon.svg")
_HOUR = "public, max-age=3600"


@routes.get("/app.webmanifest", who="anyone")
def manifest() -> Response:
    """Name, icons and shortcuts (W3C Web Application Manifest)."""
    company = settings().company_name
    words = {
        "id": "/",
        "name": f"{company} · kms" if company else "kms",
        "short_name": "kms",
        "description": gettext("What the company knows and what it has found."),
        "lang": str(get_locale()),
        "start_url": url_for("home.start"),
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": _icons(),
        "shortcuts": [
            {"name": gettext("Search"), "url": url_for("search.results")},
            {"name": gettext("New page"), "url": url_for("wiki.new_page")},
            {"name": gettext("New bookmark"), "url": url_for("bookmarks.new_bookmark")},
        ],
        "share_target": {
            "action": url_for("bookmarks.share"),
            "method": "GET",
            "enctype": "application/x-www-form-urlencoded",
            "params": {"title": "title", "text": "text", "url": "url"},
        },
    }
    response = Response(json.dumps(words, ensure_ascii=False), content_type="application/manifest+json")
    response.headers["Cache-Control"] = _HOUR
    response.vary.add("Accept-Language")
    return response


def _icons() -> list[dict[str, str]]:
    drawn = [("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any")]
    drawn.append(("icon-maskable-512.png", "512x512", "maskable"))
    icons = [{"src": asset(name), "sizes": size, "type": "image/png", "purpose": use} for name, size, use in drawn]
    return [*icons, {"src": asset("favicon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}]


@routes.get("/worker.js", who="anyone")
def worker() -> Response:
    """The service worker, with the list of files it may cache."""
    kept = {
        "page": url_for("home.offline", lang=_language()),
        "files": [asset(name) for name in KEPT],
        "version": hashlib.sha256(_offline_page().encode()).hexdigest()[:10],
    }
    script = (DIST / built("worker.js")).read_text(encoding="utf-8")
    response = Response(f"self.kms = {json.dumps(kept)};\n{script}", content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@routes.get("/offline", who="anyone")
def offline() -> Response:
    """Shown without a connection; the same for everyone, whoever is signed in."""
    response = make_response(_offline_page())
    response.headers["Cache-Control"] = "no-cache"
    return response


def _offline_page() -> str:
    with force_locale(_language()):
        return render_template("home/offline.html", language=_language())


def _language() -> str:
    wanted = request.args.get("lang", "")
    return wanted if wanted in LANGUAGES else str(get_locale())
