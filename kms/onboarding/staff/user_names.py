"""Unique user names generated from names: anna.brandt, juergen.weiss."""

import re
import unicodedata
from collections.abc import Container

from kms.core.text import fold_key

LONGEST = 60
_SPELT = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "ı": "i",
        "ł": "l",
        "ø": "oe",
        "æ": "ae",
        "đ": "d",
        "ð": "d",
        "þ": "th",
    }
)
_TITLES = frozenset(
    {"dr", "prof", "herr", "frau", "mr", "mrs", "ms", "dipl", "ing", "med", "phil", "rer", "nat", "mba"}
)
_REMARK = re.compile(r"\([^)]*\)")  # Tim Lehmann (Azubi)
_NO_WORD = re.compile(r"[^\w]+")


def suggest_user_name(name: str, taken: Container[str] = ()) -> str:
    """Return first and last word of the name, transliterated; a number is appended if `taken` (folded keys) contains
    it.

    >>> suggest_user_name("Dr. Jürgen Weiß"), suggest_user_name("Anna Brandt", {"anna.brandt"})
    ('juergen.weiss', 'anna.brandt2')
    >>> suggest_user_name("!!!")
    'user'
    """
    bare = _REMARK.sub(" ", name) or name
    words = [word for word in (_plain(part) for part in bare.split()) if word and word not in _TITLES]
    base = ".".join(words[:1] + words[-1:] if len(words) > 1 else words)[: LONGEST - 4].strip(".-_") or "user"
    number, found = 2, base
    while fold_key(found) in taken:
        found, number = f"{base}{number}", number + 1
    return found


def _plain(word: str) -> str:
    word = unicodedata.normalize("NFC", word).casefold().translate(_SPELT)
    word = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return "-".join(filter(None, _NO_WORD.sub(" ", word).split()))
