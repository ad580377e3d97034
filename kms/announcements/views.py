"""Announcements in the browser: at the top of every page until dismissed, and a page to publish and withdraw them."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.accounts import queries as accounts
from kms.announcements import queries, service
from kms.announcements.inputs import DAYS, EVERYONE, AnnouncementInput
from kms.announcements.queries import AnnouncementRow
from kms.core.errors import Forbidden, Invalid
from kms.core.text import N_
from kms.core.urls import safe_next
from kms.web import organisation
from kms.web.forms import show_again
from kms.web.identity import actor, cached, find_actor
from kms.web.request_data import form_data
from kms.web.routes import Routes
from kms.web.transaction import reading, writing

routes = Routes("announcements", __name__)


@routes.app_template_global()
def announcements() -> Sequence[AnnouncementRow]:
    """Return the announcements shown to this reader."""
    person = find_actor()
    if person is None or not organisation.settings().has("announcements"):
        return []
    return cached(("announcements", person.id, person.groups), lambda: queries.current(reading(), person))


@routes.get("/announcements", who="member", part="announcements")
def list_announcements() -> str:
    _require_voice()
    return render_template("announcements/list.html", form={}, errors={}, **_page())


@routes.post("/announcements", who="member", part="announcements")
def announce() -> BaseResponse:
    _require_voice()
    person = actor()
    try:
        draft = AnnouncementInput.parse(form_data()).draft(sorted(person.leads), everyone=person.is_admin)
        service.announce(writing(), person, draft)
    except Invalid as fault:
        return show_again("announcements/list.html", fault, **_page())
    flash(gettext("It stands at the top of every page now."), "success")
    return redirect(url_for("announcements.list_announcements"), 303)


@routes.post("/announcements/<int:announcement_id>/away", who="member", part="announcements")
def put_away(announcement_id: int) -> BaseResponse:
    service.dismiss(writing(), actor(), announcement_id)
    return redirect(safe_next(request.form.get("next")), 303)


@routes.post("/announcements/<int:announcement_id>/end", who="member", part="announcements")
def take_back(announcement_id: int) -> BaseResponse:
    service.take_back(writing(), actor(), announcement_id)
    return redirect(url_for("announcements.list_announcements"), 303)


def _page() -> dict[str, Any]:
    session, person = reading(), actor()
    groups = accounts.list_groups(session, sorted(person.leads)) if person.leads else []
    to = [(EVERYONE, gettext("Everyone"))] if person.is_admin else []
    days = [(day, gettext("%(n)s days", n=day) if day != "1" else gettext("until tomorrow")) for day in DAYS]
    return {
        "running": queries.managed(session, person),
        "to": [*to, *((str(g.id), g.name) for g in groups)],
        "days": days,
    }


def _require_voice() -> None:
    if not actor().is_admin and not actor().leads:
        raise Forbidden(N_("Announcements are made by group leads and administrators."))
