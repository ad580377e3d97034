"""Add people pasted from a spreadsheet or from a CSV file: first a preview, then all of them at once."""

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse

from kms.accounts.people import directory
from kms.accounts.people_routes import routes
from kms.core.charsets import decode
from kms.core.errors import Invalid
from kms.core.text import clean_text
from kms.onboarding.staff import admission, sheet
from kms.onboarding.staff.roster import Roster, read_roster
from kms.onboarding.staff.slip_views import show_slips
from kms.sharing import service as sharing
from kms.web.i18n import say
from kms.web.identity import actor
from kms.web.transaction import abandon, reading, writing

LARGEST = 1_000_000
MOST_CONTENT = 2_000


@routes.get("/admin/people/paste", who="people")
def paste() -> str:
    return render_template("onboarding/paste.html", **_page(""))


@routes.post("/admin/people/paste/preview", who="people")
def preview_paste() -> Response | str:
    """Show how the list was parsed: a fragment, or the whole page without JavaScript."""
    return show_list()


def show_list() -> Response | str:
    """The same preview for the first start, when returning to its list."""
    text, from_file = pasted()
    page = _page(text)
    try:
        page["roster"] = read_roster(reading(), _sheet(text)) if text.strip() else None
    except Invalid as fault:
        page["errors"] = {name: say(message) for name, message in fault.fields.items()}
    if request.headers.get("HX-Request"):
        return render_template("onboarding/_preview.html", from_file=from_file, partial=True, **page)
    return render_template("onboarding/paste.html", **page)


@routes.post("/admin/people/paste", who="people")
def take_people() -> BaseResponse | str:
    """Store the whole list in one transaction, then show the slips; nothing is stored if any row has an error."""
    text, _ = pasted()
    roster: Roster | None = None
    try:
        roster = read_roster(writing(), _sheet(text))
        added = admission.admit_people(writing(), actor(), roster)
    except Invalid as fault:
        abandon()
        page = _page(text) | {"roster": roster}
        page["errors"] = {name: say(message) for name, message in fault.fields.items()}
        return make_response(render_template("onboarding/paste.html", **page), fault.status)
    if _is_first_start():
        flash(ngettext("%(num)d person was added.", "%(num)d people were added.", len(added)), "success")
        return redirect(url_for("accounts.set_up_content", content=request.form.get("content") or None), 303)
    if added:
        return show_slips(added)
    flash(gettext("Everybody in the list is here already."), "info")
    return redirect(url_for("people.list_people"), 303)


def _page(text: str) -> dict[str, Any]:
    first = _is_first_start()
    content = request.values.get("content", "")[:MOST_CONTENT]
    here = sharing.names_of(reading(), directory.everyone_except(reading(), actor().person_id)) if first else None
    return {"text": text, "roster": None, "errors": {}, "first_start": first, "here": here, "content": content}


def _is_first_start() -> bool:
    return request.values.get("first") == "1" and actor().is_admin


def pasted() -> tuple[str, bool]:
    """Return the list and whether it is from a file, which takes precedence (Excel: Windows-1252, UTF-8 or UTF-16)."""
    file = request.files.get("file")
    if file is not None and file.filename:
        return clean_text(decode(file.stream.read(LARGEST))), True
    return clean_text(request.form.get("text", ""))[:LARGEST], False


def _sheet(text: str) -> sheet.StaffSheet:
    return sheet.read_sheet(text, request.form.getlist("column"), request.form.get("mark", ""))
