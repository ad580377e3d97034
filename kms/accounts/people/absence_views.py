"""Set an absence and a deputy on the profile."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.accounts.people import absence
from kms.accounts.people.absence import AbsenceDraft
from kms.accounts.routes import routes
from kms.core.clock import now
from kms.core.errors import Invalid
from kms.web.forms import show_again
from kms.web.identity import actor
from kms.web.request_data import form_data
from kms.web.transaction import reading, writing


@routes.app_template_global()
def away_now(person_id: int) -> absence.Absentee | None:
    """Today's absence of a person, for pages that mention them."""
    return absence.find_absence(reading(), person_id, now().date())


@routes.get("/profile/absence", who="member")
def show_absence() -> str:
    away = absence.find_absence(reading(), actor().person_id)
    form = {"starts": away.starts, "ends": away.ends, "deputy": away.deputy} if away else {}
    return render_template("accounts/absence.html", away=away, form=form, errors={})


@routes.post("/profile/absence", who="member")
def set_absence() -> BaseResponse:
    away = absence.find_absence(reading(), actor().person_id)
    try:
        absence.set_absence(writing(), actor(), AbsenceDraft.parse(form_data()))
    except Invalid as fault:
        return show_again("accounts/absence.html", fault, away=away)
    flash(gettext("Your absence was saved."), "success")
    return redirect(url_for("accounts.profile"), 303)


@routes.post("/profile/absence/end", who="member")
def end_absence() -> BaseResponse:
    absence.end_absence(writing(), actor())
    flash(gettext("Saved."), "success")
    return redirect(url_for("accounts.profile"), 303)
