"""Hints in the browser, and choosing who is responsible for a page; adds to the routes of kms.wiki.reading.views."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.access.policy import Level, require
from kms.comments import hints
from kms.comments import queries as comment_queries
from kms.core.errors import Invalid, NotFound
from kms.notifications.web.inbox import targets
from kms.web.forms import show_again, tell_taken
from kms.web.identity import actor, my_reach
from kms.web.request_data import form_data
from kms.web.transaction import abandon, reading, writing
from kms.wiki.files import service as files
from kms.wiki.files.views import serve
from kms.wiki.hints.web import sending
from kms.wiki.models import Page
from kms.wiki.pages import queries, responsible
from kms.wiki.reading.views import can
from kms.wiki.routes import routes


@routes.get("/p/<int:page_id>/hints", who="member", part="hints")
def show_hints(page_id: int) -> str:
    return render_template("comments/page_hints.html", form={}, errors={}, **_words(page_id))


def _words(page_id: int) -> dict[str, object]:
    page = queries.get_page(reading(), my_reach(), page_id)
    about = ("page", page.id)
    can_write = can(page, Level.WRITE)
    rows = (
        comment_queries.hints_about(reading(), about)
        if can_write
        else comment_queries.hints_by(reading(), actor().person_id, about)
    )
    return {"page": page, "can_write": can_write, "rows": rows}


@routes.post("/p/<int:page_id>/hints", who="member", part="hints")
def send_hint(page_id: int) -> BaseResponse:
    try:
        sending.send(page_id, form_data())
    except Invalid as fault:
        abandon()
        return show_again("comments/page_hints.html", fault, **_words(page_id))
    flash(gettext("Thank you. The hint was passed on; here you see what becomes of it."), "success")
    return tell_taken(redirect(url_for("wiki.show_hints", page_id=page_id), 303))


@routes.get("/hints/<int:hint_id>/photo", who="member", part="hints")
def show_hint_photo(hint_id: int) -> Response:
    """The picture of a hint, for its sender and those who may change the page."""
    hint = hints.get_visible(reading(), actor(), targets(), hint_id)
    if hint.photo is None:
        raise NotFound(queries.HIDDEN)
    ending = hint.photo_mime.rpartition("/")[2]
    return serve(files.FileRow(hint.id, f"{hint.id}.{ending}", 0, hint.photo_mime, hint.photo))


@routes.get("/p/<int:page_id>/responsible", who="member")
def choose_responsible(page_id: int) -> str:
    return render_template("wiki/responsible.html", errors={}, **_responsible_words(page_id))


def _responsible_words(page_id: int) -> dict[str, object]:
    row = queries.get_page(reading(), my_reach(), page_id)
    require(reading(), actor(), row, Level.WRITE)
    page = reading().get_one(Page, page_id)
    given = responsible.find_responsible(reading(), page_id)
    people = responsible.offered(reading(), page)
    present = next((reader.user_name for reader in people if given and reader.id == given[0]), "")
    return {"page": row, "people": [(reader.user_name, reader.name) for reader in people], "present": present}


@routes.post("/p/<int:page_id>/responsible", who="member")
def change_responsible(page_id: int) -> BaseResponse:
    try:
        responsible.give_page(writing(), actor(), page_id, request.form.get("person", "")[:60])
    except Invalid as fault:
        abandon()
        return show_again("wiki/responsible.html", fault, **_responsible_words(page_id))
    return redirect(url_for("wiki.show_page", page_id=page_id), 303)
