"""The settings of the organisation in the browser: one page per section, generated from `kms/settings/values.py`."""

from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.admin.views import routes
from kms.audit.service import record
from kms.core.errors import Invalid, NotFound
from kms.core.text import N_, clean_line
from kms.mail.service import send_test
from kms.settings import inputs, queries
from kms.settings.service import change_settings
from kms.settings.values import DEFAULTS, SECTIONS, WORDS, SettingText, Switch, mail_mark
from kms.web import state
from kms.web.forms import show_again
from kms.web.i18n import say
from kms.web.identity import actor
from kms.web.request_data import form_data
from kms.web.transaction import reading, writing


@routes.get("/admin/settings", who="admin")
@routes.get("/admin/settings/<section>", who="admin")
def show_settings(section: str = "company") -> str:
    return render_template("admin/settings.html", values=_values(), errors={}, **_page(section))


@routes.post("/admin/settings/<section>", who="admin")
def save_settings(section: str) -> BaseResponse:
    page = _page(section)
    try:
        change_settings(writing(), actor(), **inputs.parse(form_data(), section, queries.current(writing())))
    except Invalid as fault:
        return show_again("admin/settings.html", fault, values=request.form, **page)
    record(writing(), actor(), "settings", say(SECTIONS[section]))
    flash(gettext("Saved."), "success")
    return redirect(url_for("admin.show_settings", section=section), 303)


@routes.post("/admin/settings/mail/test", who="admin")
def send_test_letter() -> BaseResponse:
    """Send a test email with the saved settings; a success is remembered for the self-check."""
    to = clean_line(request.form.get("to", ""))[:320]
    settings = queries.current(reading())
    try:
        if "@" not in to:
            raise Invalid({"to": N_("This does not look like an e-mail address.")})
        reading().rollback()  # never wait for an external server with an open transaction
        send_test(settings, to, state.config().url, str(get_locale()))
    except Invalid as fault:
        return show_again("admin/settings.html", fault, values=_values(), **_page("mail"))
    change_settings(writing(), actor(), mail_tested=mail_mark(settings))
    flash(gettext("The letter was handed to the mail server. Look whether it arrives."), "success")
    return redirect(url_for("admin.show_settings", section="mail"), 303)


def _values() -> dict[str, Any]:
    present = queries.current(reading())
    return {name: "" if WORDS[name].secret else value for name, value in asdict(present).items()}


def _page(section: str) -> dict[str, Any]:
    if section not in SECTIONS:
        raise NotFound(N_("This does not exist, or is not visible to you."))
    names = inputs.names_of(section)
    present = queries.current(reading())
    return {
        "section": section,
        "heading": say(SECTIONS[section]),
        "sections": [
            (say(label), url_for("admin.show_settings", section=name), name == section)
            for name, label in SECTIONS.items()
            if inputs.names_of(name)
        ],
        "settings": [(name, WORDS[name], _kind(name), _options(WORDS[name])) for name in names],
        "kept": {name for name in names if WORDS[name].secret and getattr(present, name)},
    }


def _options(words: SettingText) -> list[tuple[str, str]]:
    return [(value, say(label)) for value, label in words.options]


def _kind(name: str) -> str:
    if isinstance(WORDS[name], Switch):
        return "switch"
    return {bool: "flag", int: "number"}.get(type(DEFAULTS[name]), "line")
