"""German and English: language negotiation and formatting of dates and times."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_month_names
from flask import Flask, g, request
from flask_babel import Babel, format_decimal, get_locale, get_translations
from jinja2.filters import do_filesizeformat
from markupsafe import Markup

from kms.core.clock import now
from kms.core.text import N_, Message
from kms.web import identity, organisation, state

LANGUAGES = ("de", "en")


def install(app: Flask) -> None:
    """Register the translations and the filters `when`, `iso` and `say`."""
    Babel(
        app,
        default_translation_directories="locale",
        locale_selector=choose_language,
        timezone_selector=lambda: state.config().timezone,
    )
    # The versions of flask-babel and Jinja repeat the same lookups for every string; a page has hundreds.
    app.jinja_env.globals.update(_=translate, gettext=translate, ngettext=translate_number)
    app.jinja_env.filters["when"] = print_time
    app.jinja_env.filters["day"] = print_day
    app.jinja_env.filters["filesizeformat"] = print_size
    app.jinja_env.filters["iso"] = lambda moment: moment.isoformat(timespec="seconds")
    app.jinja_env.filters["say"] = say
    app.jinja_env.globals["locale"] = lambda: str(get_locale())


def choose_language() -> str:
    """Return the person's choice, else the browser's, else the organisation's, else the installation's."""
    person = identity.find_actor()
    if person is not None and person.language in LANGUAGES:
        return person.language
    asked = request.accept_languages.best_match(LANGUAGES)
    return asked or organisation.settings().language or state.config().language


def translate(text: str, /, **values: object) -> Markup:
    """Translate template text into the reader's language."""
    return _filled(_catalogue().ugettext(text), values)


def translate_number(one: str, many: str, num: int, /, **values: object) -> Markup:
    """Translate template text that depends on a number, given as `%(num)d`."""
    return _filled(_catalogue().ungettext(one, many, num), {"num": num, **values})


def _filled(text: str, values: Mapping[str, object]) -> Markup:
    return Markup(text) % values if "%" in text else Markup(text)


def _catalogue() -> Any:
    """Return the translations for this request's language."""
    found = g.get("kms_catalogue")
    if found is None:
        found = g.kms_catalogue = get_translations()
    return found


def say(message: Message) -> str:
    """Translate a message into the reader's language; parameters may be messages themselves."""
    text = _catalogue().ugettext(message.id)
    return str(text % {name: _filling(value) for name, value in message.params.items()} if message.params else text)


def _filling(value: object) -> object:
    if isinstance(value, Message):
        return say(value)
    return format_decimal(value) if isinstance(value, float) else value


def print_size(octets: int) -> str:
    """ "78,0 GB" and "33 Byte" in German, "78.0 GB" and "33 Bytes" in English."""
    number, unit = do_filesizeformat(octets).split(" ")
    if unit == "Bytes":
        unit = say(N_("Bytes"))
    return f"{format_decimal(number, '0.0') if '.' in number else number} {unit}"


def print_time(moment: datetime) -> str:
    """ "heute 10:42", "gestern 10:42", else the date."""
    local, today = _local(moment), _local(now()).date()
    if local.date() == today:
        return say(N_("today %(time)s", time=f"{local:%H:%M}"))
    if local.date() == today - timedelta(days=1):
        return say(N_("yesterday %(time)s", time=f"{local:%H:%M}"))
    return print_day(moment)


def print_day(moment: datetime | date) -> str:
    """The date in the reader's language."""
    day = _local(moment) if isinstance(moment, datetime) else moment
    if str(get_locale()) == "de":
        return f"{day:%d.%m.%Y}"
    return f"{day.day} {get_month_names('abbreviated', locale='en')[day.month]} {day.year}"


def _local(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(state.config().timezone))
