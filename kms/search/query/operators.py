"""The field operators of the query syntax (`tag:`), in English and German; internal index fields are not among them."""

import re
from collections.abc import Mapping
from datetime import date

from kms.core.text import fold_key

TITLE = "title"
FIELDS = ("tag", "space", "by", "type", "site", "before", "after", "is", "has")

_NAMES = {
    "tag": ("tag", "tags", "schlagwort", "schlagworte", "schlagwörter"),
    "space": ("space", "bereich", "wiki-bereich"),
    "by": ("by", "von"),
    "type": ("type", "typ", "art", "kind"),
    "site": ("site", "website", "webseite"),
    "before": ("before", "vor"),
    "after": ("after", "since", "nach", "seit"),
    "is": ("is", "ist"),
    "has": ("has", "hat"),
    TITLE: (TITLE, "titel", "intitle", "in:title", "in:titel", "im:titel"),
}
_VALUES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "type": {
        "page": ("page", "pages", "seite", "seiten", "wiki-seite", "wiki"),
        "bookmark": ("bookmark", "bookmarks", "lesezeichen"),
        "file": ("file", "files", "datei", "dateien"),
        "comment": ("comment", "comments", "kommentar", "kommentare"),
        "person": ("person", "personen", "people"),
        "group": ("group", "groups", "gruppe", "gruppen"),
    },
    "is": {"unread": ("unread", "ungelesen")},
    "has": {"attachment": ("attachment", "attachments", "anhang", "anhänge", "file", "datei")},
}
_DATES = (
    re.compile(r"(?P<y>\d{4})(?:-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2}))?)?"),
    re.compile(r"(?:(?:(?P<d>\d{1,2})\.)?(?P<m>\d{1,2})\.)?(?P<y>\d{4})"),
)


def _by_word(names: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {word: name for name, words in names.items() for word in words}


_FIELD_OF = _by_word(_NAMES)
_VALUE_OF = {field: _by_word(values) for field, values in _VALUES.items()}


def split(lexeme: str) -> tuple[str, str]:
    """Split `tag:linux` into field and value; no field if the word before the colon is not one."""
    name, colon, value = lexeme.partition(":")
    if name.lower() in ("in", "im") and ":" in value:
        inner, _, value = value.partition(":")
        name = f"{name}:{inner}"
    field = _FIELD_OF.get(name.lower(), "") if colon and any(c.isalnum() for c in value) else ""
    return (field, value) if field else ("", lexeme)


def value_of(field: str, typed: str) -> str | None:
    """Return the value as the index stores it; None if there is no such value or date."""
    if field in ("before", "after"):
        day = _date(typed)
        return day.isoformat() if day else None
    if field in _VALUE_OF:
        return _VALUE_OF[field].get(fold_key(typed))
    return typed.lower().removeprefix("www.") if field == "site" else typed


def _date(value: str) -> date | None:
    for form in _DATES:
        found = form.fullmatch(value)
        if found:
            try:
                return date(int(found["y"]), int(found["m"] or 1), int(found["d"] or 1))
            except ValueError:
                return None
    return None
