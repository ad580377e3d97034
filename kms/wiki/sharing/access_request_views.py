"""Access requests for spaces in the browser: asking, and answering as a manager."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.access.policy import Level, level_of
from kms.core.errors import Conflict
from kms.core.inputs import Fields
from kms.web.i18n import say
from kms.web.identity import actor
from kms.web.request_data import form_data
from kms.web.transaction import abandon, reading, writing
from kms.wiki.routes import routes
from kms.wiki.sharing import access_requests

LEVELS = {"read": Level.READ, "write": Level.WRITE}


@routes.post("/spaces/<slug>/request", who="member")
def request_access(slug: str) -> BaseResponse:
    fields = Fields(form_data())
    note = fields.line("note", access_requests.NOTE)
    fields.done()
    access_requests.ask(writing(), actor(), slug, note)
    flash(gettext("Your request is with those who manage the space."), "success")
    return redirect(url_for("wiki.list_spaces", _anchor="on-request"), 303)


@routes.get("/spaces/<slug>/requests", who="member")
def space_requests(slug: str) -> str:
    space, most = access_requests.get_answered(reading(), actor(), slug)
    return render_template(
        "sharing/requests.html",
        space=space,
        waiting=access_requests.waiting(reading(), space.id),
        levels=[word for word, level in LEVELS.items() if level <= most],
        can_manage=level_of(reading(), actor(), space) == Level.MANAGE,
    )


@routes.post("/spaces/<slug>/requests/<int:request_id>", who="member")
def answer_request(slug: str, request_id: int) -> BaseResponse:
    fields = Fields(form_data())
    word = fields.line("word", access_requests.NOTE)
    fields.done()
    level = None if request.values.get("step") == "decline" else LEVELS.get(request.form.get("level", ""), Level.READ)
    try:
        name = access_requests.answer(writing(), actor(), slug, request_id, level, word)
    except Conflict as clash:
        abandon()
        flash(say(clash.message), "warning")
        return redirect(url_for("wiki.space_requests", slug=slug), 303)
    if level is None:
        flash(gettext("The request of %(name)s was declined.", name=name), "success")
    else:
        flash(gettext("%(name)s has access from now on.", name=name), "success")
    return redirect(url_for("wiki.space_requests", slug=slug), 303)
