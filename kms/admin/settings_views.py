"""The settings of the company in the browser: a page a section, made from `kms/settings/values.py`."""

from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.admin.views import routes
from kms.core.errors import Invalid, NotFound
from kms.core.text import N_
from kms.settings import inputs, queries
from kms.settings.service import change_settings
from kms.settings.values import DEFAULTS, SECTIONS, WORDS, Switch, Words
from kms.web.forms import show_again
from kms.web.i18n import say
from kms.web.identity import actor
from kms.web.reading import form_data
from kms.web.transaction import reading, writing


@routes.get("/admin/settings", who="admin")
@routes.get("/admin/settings/<section>", who="admin")
def show_settings(section: str = "company") -> str:
    present = queries.current(reading())
    values = {name: "" if WORDS[name].secret else value for name, value in asdict(present).items()}
    return render_template("admin/settings.html", form=values, errors={}, **_page(section))


@routes.post("/admin/settings/<section>", who="admin")
def save_settings(section: str) -> BaseResponse:
    page = _page(section)
    try:
        wanted = inputs.parse(form_data(), section, queries.current(writing()))
        change_settings(writing(), actor(), **{name: getattr(wanted, name) for name in inputs.names_of(section)})
    except Invalid as fault:
        return show_again("admin/settings.html", fault, **page)
    flash(gettext("Saved."), "success")
    return redirect(url_for("admin.show_settings", section=section), 303)


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


def _options(words: Words) -> list[tuple[str, str]]:
    return [(value, say(label)) for value, label in words.options]


def _kind(name: str) -> str:
    if isinstance(WORDS[name], Switch):
        return "switch"
    return {bool: "flag", int: "number"}.get(type(DEFAULTS[name]), "line")
