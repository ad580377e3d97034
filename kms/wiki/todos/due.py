"""Reads due dates such as "bis Freitag", "bis 12.03." or "by 2026-03-12" from a task, relative to its writing date."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_WEEKDAYS = (
    "mo montag mon monday",
    "di dienstag tue tues tuesday",
    "mi mittwoch wed wednesday",
    "do donnerstag thu thur thurs thursday",
    "fr freitag fri friday",
    "sa samstag sonnabend sat saturday",
    "so sonntag sun sunday",
)
_MONTHS = (
    "januar jan jänner january",
    "februar feb february",
    "märz mär mrz march mar",
    "april apr",
    "mai may",
    "juni jun june",
    "juli jul july",
    "august aug",
    "september sep sept",
    "oktober okt october oct",
    "november nov",
    "dezember dez december dec",
)
_DAY_OF = {word: number for number, words in enumerate(_WEEKDAYS) for word in words.split()}
_MONTH_OF = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
_SOON = {
    **dict.fromkeys(("heute", "today"), 0),
    **dict.fromkeys(("morgen", "tomorrow"), 1),
    "übermorgen": 2,
}


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_DUE = re.compile(
    rf"""\b(?:bis|until|till|due|by|fällig)\s+(?:zum|zur|am|spätestens|on|the)?\s*
    (?:(?:nächste[nr]?|kommende[nr]?|next|this)\s+)?
    (?:
        (?:(?:{_any(_DAY_OF)})\.?,?\s+(?:den\s+|the\s+)?)?
        (?:
            (?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})
          | (?P<d>\d{{1,2}})\.\s?(?P<m>\d{{1,2}})\.(?:\s?(?P<y>\d{{4}}|\d{{2}}(?!\d)))?
          | (?P<dm>\d{{1,2}})\.?\s(?P<name>{_any(_MONTH_OF)})\b\.?(?:\s(?P<ny>\d{{4}}))?
        )
      | (?P<soon>{_any(_SOON)})\b
      | (?P<weekday>{_any(_DAY_OF)})\b
    )""",
    re.I | re.X,
)


@dataclass(frozen=True)
class DueDate:
    """The day, and the words that state it."""

    day: date
    words: str


def find_due(text: str, written: date) -> DueDate | None:
    """The first due date in a task.

    A weekday is the next such day after it was written, a date without a year the next such date. Impossible dates are
    ignored.
    """
    for match in _DUE.finditer(text):
        day = _day(match, written)
        if day is not None:
            return DueDate(day, match.group()[:100])
    return None


def _day(match: re.Match[str], written: date) -> date | None:
    if match["soon"]:
        return written + timedelta(days=_SOON[match["soon"].lower()])
    if match["weekday"] == "so":
        return None  # "bis so gegen zehn" does not mean Sunday, "bis So" does
    if match["weekday"]:
        return written + timedelta(days=(_DAY_OF[match["weekday"].lower()] - written.weekday() - 1) % 7 + 1)
    if match["year"]:
        return _date(int(match["year"]), int(match["month"]), int(match["day"]))
    if match["name"]:
        month, day, year = _MONTH_OF[match["name"].lower()], int(match["dm"]), match["ny"]
    else:
        month, day, year = int(match["m"]), int(match["d"]), match["y"]
    if year:
        return _date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    return _coming(written, month, day)


def _coming(written: date, month: int, day: int) -> date | None:
    years = (_date(year, month, day) for year in range(written.year, written.year + 9))
    return next((found for found in years if found and found >= written), None)


def _date(year: int, month: int, day: int) -> date | None:
    if not (1 <= year <= 9998 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)
