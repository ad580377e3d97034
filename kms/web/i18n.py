"""German and English: which one a reader gets, and how times are printed."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, g, request
from flask_babel import Babel, format_date, format_decimal, format_time, get_locale, get_translations, gettext
from jinja2.filters import do_filesizeformat

from kms.core.clock import now
from kms.core.text import Message
from kms.web import firm, identity, state

LANGUAGES = ("de", "en")


def install(app: Flask) -> None:
    """Set up the translations and the filters `when`, `iso` and `say`."""
    Babel(
        app,
        default_translation_directories="locale",
        locale_selector=choose_language,
        timezone_selector=lambda: state.config().timezone,
    )
    # flask-babel looks up language and catalogue at every word; a page has hundreds.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _catalogue().ugettext(text),
        lambda one, many, n: _catalogue().ungettext(one, many, n),
        newstyle=True,
    )
    app.jinja_env.filters["when"] = print_time
    app.jinja_env.filters["day"] = print_day
    app.jinja_env.filters["filesizeformat"] = print_size
    app.jinja_env.filters["iso"] = lambda moment: moment.isoformat(timespec="seconds")
    app.jinja_env.filters["say"] = say
    app.jinja_env.globals["locale"] = lambda: str(get_locale())


def choose_language() -> str:
    """The person's choice, else the browser's, else the company's, else the installation's."""
    person = identity.find_actor()
    if person is not None and person.language in LANGUAGES:
        return person.language
    asked = request.accept_languages.best_match(LANGUAGES)
    return asked or firm.settings().language or state.config().language


def _catalogue() -> Any:
    """The translations of this request's language."""
    if "kms_catalogue" not in g:
        g.kms_catalogue = get_translations()
    return g.kms_catalogue


def say(message: Message) -> str:
    """The message in the reader's language; what fills a place may be a message itself."""
    return str(gettext(message.id, **{name: _filling(value) for name, value in message.params.items()}))


def _filling(value: object) -> object:
    if isinstance(value, Message):
        return say(value)
    return format_decimal(value) if isinstance(value, float) else value


def print_size(octets: int) -> str:
    """ "78,0 GB" in German, "78.0 GB" in English."""
    number, unit = do_filesizeformat(octets).split(" ")
    return f"{format_decimal(number, '0.0') if '.' in number else number} {unit}"


def print_time(moment: datetime) -> str:
    """ "heute 10:42", "gestern 10:42", else the date."""
    zone = ZoneInfo(state.config().timezone)
    local, today = moment.astimezone(zone), now().astimezone(zone).date()
    if local.date() == today:
        return str(gettext("today %(time)s", time=format_time(moment, "HH:mm")))
    if local.date() == today - timedelta(days=1):
        return str(gettext("yesterday %(time)s", time=format_time(moment, "HH:mm")))
    return print_day(moment)


def print_day(moment: datetime | date) -> str:
    """The date, as people write it."""
    return str(format_date(moment, "dd.MM.yyyy" if str(get_locale()) == "de" else "d MMM yyyy"))
