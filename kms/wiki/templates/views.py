"""Templates in the browser: their list, and marking a page as one."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.web.identity import actor
from kms.web.transaction import writing
from kms.wiki.models import Space
from kms.wiki.routes import routes
from kms.wiki.templates import service as templates
from kms.wiki.templates.web.offers import offers


@routes.app_template_global()
def template_choices(space: Space | None) -> list[tuple[str, str]]:
    """The templates for the pages of a space, for its settings."""
    found = offers(space)
    pages = [(templates.key_of(page), page.title) for page in found.own]
    return [("", gettext("An empty page")), *((offer.key, offer.name) for offer in found.built_in), *pages]


@routes.get("/templates", who="member")
def list_templates() -> str:
    return render_template("wiki/templates.html", offers=offers())


@routes.post("/p/<int:page_id>/template", who="member")
def set_template(page_id: int) -> BaseResponse:
    """Mark the page as a template for everybody who may read it; without `on`, unmark it."""
    wanted = request.form.get("on", "") == "1"
    page = templates.set_template(writing(), actor(), page_id, is_template=wanted)
    if wanted:
        flash(gettext("This page is now offered as a template to everybody who can read it."), "success")
    else:
        flash(gettext("This page is no longer offered as a template."), "success")
    return redirect(url_for("wiki.show_page", page_id=page.id, slug=page.slug), 303)
