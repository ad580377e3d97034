"""Fills the variables of a template, `{{date}}` or `{{Datum}}`, from a table of words; nothing is evaluated."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

from kms.core.text import fold_key
from kms.markup.escaping import escape

_PLACE = re.compile(r"\{\{[ \t]*([^{}\n]{1,60}?)[ \t]*\}\}")
_DATES = {"de": "dd.MM.yyyy", "en": "d MMM yyyy"}
_DAYS = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_NEXT = ("nächster", "nächste", "nächsten", "next")


@dataclass(frozen=True)
class Occasion:
    """The values a template is filled with: the writer, the space and the day, in the writer's language."""

    language: str
    today: date
    author: str
    user_name: str
    space: str


def fill(text: str, occasion: Occasion, title: str = "") -> str:
    """The text with every known variable replaced; unknown ones stay, and so does the title while there is none.

    Values are inserted as text, never as markup: a name with stars stays a name with stars.
    """
    words = _words(occasion)
    if title:
        words |= dict.fromkeys(("title", "titel"), title)
    return _replaced(text, words)


def fill_title(text: str, title: str) -> str:
    """The text with the title filled in, which is known last."""
    return _replaced(text, dict.fromkeys(("title", "titel"), title))


def fill_line(text: str, occasion: Occasion) -> str:
    """Like `fill`, for a title, which has no markup."""
    words = _words(occasion)
    return _PLACE.sub(lambda match: words.get(fold_key(match[1]), match[0]), text)


def print_date(day: date, language: str) -> str:
    """Such as "12.03.2026" or "12 Mar 2026"."""
    return str(format_date(day, _DATES.get(language, _DATES["en"]), locale=language))


def print_weekday(day: date, language: str) -> str:
    """Such as "Freitag" or "Friday"."""
    return _DAYS.get(language, _DAYS["en"])[day.weekday()]


def _replaced(text: str, words: dict[str, str]) -> str:
    def word(match: re.Match[str]) -> str:
        found = words.get(fold_key(match[1]))
        return match[0] if found is None else found if found.startswith("@") else escape(found)

    return _PLACE.sub(word, text)


def _words(occasion: Occasion) -> dict[str, str]:
    day, language = occasion.today, occasion.language
    values = {
        ("date", "datum", "today", "heute"): print_date(day, language),
        ("tomorrow", "morgen"): print_date(day + timedelta(days=1), language),
        ("weekday", "wochentag"): print_weekday(day, language),
        ("week", "woche", "kalenderwoche", "kw"): str(day.isocalendar().week),
        ("month", "monat"): str(format_date(day, "LLLL", locale=language)),
        ("year", "jahr"): str(day.year),
        ("author", "name", "verfasst von"): occasion.author,
        ("me", "ich"): f"@{occasion.user_name}",
        ("space", "bereich", "wiki-bereich"): occasion.space,
    }
    words = {name: value for names, value in values.items() for name in names}
    for number in range(7):
        coming = print_date(day + timedelta(days=(number - day.weekday() - 1) % 7 + 1), language)
        for name in (_DAYS["de"][number].casefold(), _DAYS["en"][number].casefold()):
            words |= dict.fromkeys([name, *(f"{before} {name}" for before in _NEXT)], coming)
    return words
