"""Suggesting agenda items in the browser."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.core.errors import Invalid
from kms.web.i18n import say
from kms.web.identity import actor, my_reach
from kms.web.transaction import reading, unit_of_work
from kms.wiki.agenda.suggesting import add_suggestion
from kms.wiki.pages import queries
from kms.wiki.routes import routes


@routes.post("/p/<int:page_id>/suggest", who="member")
def suggest_item(page_id: int) -> BaseResponse:
    """Add an item to an agenda; open to everyone who can read it."""
    page = queries.get_page(reading(), my_reach(), page_id)
    try:
        add_suggestion(unit_of_work(), actor(), page_id, request.form.get("text", ""))
    except Invalid as fault:
        flash(" ".join(say(message) for message in fault.fields.values()), "error")
    else:
        flash(gettext("Your item stands on the agenda."), "success")
    return redirect(url_for("wiki.show_page", page_id=page_id, slug=page.slug), 303)
