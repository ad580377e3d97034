"""Initial content in the browser: a step of the first start, and later an administration page."""

from typing import Any
from urllib.parse import parse_qs, urlencode

from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse

from kms.access.policy import Level
from kms.core.errors import Invalid
from kms.onboarding.seeding import service
from kms.onboarding.seeding.content import PARTS, parts
from kms.onboarding.seeding.inputs import SeedChoice
from kms.web import organisation
from kms.web.forms import show_again
from kms.web.identity import actor, my_reach
from kms.web.request_data import form_data
from kms.web.routes import Routes
from kms.web.transaction import reading, writing
from kms.wiki.pages.queries import list_spaces

routes = Routes("onboarding", __name__)


@routes.get("/admin/first-content", who="admin")
def first_content() -> str:
    """The form to choose initial pages and spaces."""
    language = organisation.settings().language or str(get_locale())
    form = {
        "parts": list(PARTS),
        "language": language,
        "space": "",
        "name": gettext("Handbook"),
        "group_spaces": "first" in request.args,
    }
    return render_template("onboarding/seed_content.html", form=form | _chosen(), errors={}, **_context(language))


def _chosen() -> dict[str, Any]:
    """Return what was chosen before going back to an earlier step."""
    fields = parse_qs(request.args.get("content", "")[:2000])
    if not fields:
        return {}
    line = {name: fields.get(name, [""])[0] for name in ("space", "name")}
    return line | {"parts": fields.get("parts", []), "group_spaces": "group_spaces" in fields}


@routes.post("/admin/first-content/back", who="admin")
def look_back() -> BaseResponse:
    """Return to the people step of the first start, carrying along what was chosen here."""
    fields = {name: request.form.getlist(name) for name in ("parts", "space", "name", "group_spaces")}
    return redirect(url_for("people.paste", first=1, content=urlencode(fields, doseq=True)), 303)


@routes.post("/admin/first-content", who="admin")
def install() -> BaseResponse:
    language = organisation.settings().language or str(get_locale())
    try:
        report = service.install(writing(), actor(), SeedChoice.parse(form_data(), language))
    except Invalid as fault:
        return show_again("onboarding/seed_content.html", fault, **_context(language))
    flash(_summary(report), "success")
    if "first" in request.args:
        return redirect(url_for("accounts.set_up_done"), 303)
    return redirect(url_for("wiki.show_space", slug=report.space) if report.pages else url_for("wiki.list_spaces"), 303)


def _context(language: str) -> dict[str, Any]:
    return {
        "parts": parts(language),
        "existing": service.existing_pages(reading(), language),
        "spaces": [(space.slug, space.name) for space in list_spaces(reading(), my_reach(Level.WRITE))],
        "groups": service.groups_without_space(reading()),
        "first": "first" in request.args,
    }


def _summary(report: service.SeedReport) -> str:
    pages, spaces = len(report.pages), len(report.spaces)
    if not pages and not spaces:
        return str(gettext("Everything chosen was there already."))
    made = [
        ngettext("%(num)d page", "%(num)d pages", pages) if pages else "",
        ngettext("%(num)d space", "%(num)d spaces", spaces) if spaces else "",
    ]
    return str(gettext("Made: %(things)s.", things=", ".join(filter(None, made))))
