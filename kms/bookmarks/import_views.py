"""Bringing in a bookmark file in the browser: a form, then the report."""

from typing import Any

from flask import render_template, request

from kms.access.service import PRIVATE
from kms.accounts import audiences
from kms.bookmarks.importing import BookmarkReport, take_in
from kms.bookmarks.views import routes
from kms.core.errors import Invalid
from kms.core.inputs import Fields
from kms.core.text import N_
from kms.web import state
from kms.web.forms import show_again
from kms.web.identity import actor
from kms.web.reading import form_data
from kms.web.transaction import reading


@routes.get("/bookmarks/import", who="member")
def import_form() -> str:
    form = {"access": PRIVATE, "groups": []}
    return render_template("bookmarks/import.html", report=None, form=form, errors={}, groups=_groups())


@routes.post("/bookmarks/import", who="member")
def import_file() -> Any:
    """Takes the file in at once, in batches of its own; what is saved already stays as it is."""
    groups = _groups()
    try:
        report = _take_in()
    except Invalid as fault:
        return show_again("bookmarks/import.html", fault, report=None, groups=groups)
    return render_template("bookmarks/import.html", report=report, form={}, errors={}, groups=groups)


def _take_in() -> BookmarkReport:
    fields = Fields(form_data())
    audience = audiences.parse_choice(fields, PRIVATE)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        fields.fail("file", N_("Please choose a file."))
    fields.done()
    data = sent.stream.read() if sent else b""
    return take_in(state.database(), actor(), data, audience)


def _groups() -> Any:
    return [(group.id, group.name, group.people) for group in audiences.choices(reading(), actor())]
