"""Heading ids: `h-` and GitHub's slug, so that `#fragments` written for GitHub keep working."""

import re
import unicodedata
from urllib.parse import unquote

PREFIX = "h-"
_DROPPED = re.compile(r"[^\w\- ]")


def heading_slug(text: str) -> str:
    """GitHub's rule: lower case, only letters, digits, marks, `_` and `-`; each space becomes `-`.

    >>> heading_slug("What's new? C++ & C#")
    'whats-new-c--c'
    """
    text = unicodedata.normalize("NFC", text).lower()
    return _DROPPED.sub(_kept_mark, text).replace(" ", "-")


def fragment_id(fragment: str) -> str:
    """Return the id for the `#fragment` of a link, matched case-insensitively.

    >>> fragment_id("What%27s-New"), fragment_id("h-urlaub"), fragment_id("")
    ('h-whats-new', 'h-urlaub', '')
    """
    slug = heading_slug(unquote(fragment))
    return slug if not slug or slug.startswith(PREFIX) else PREFIX + slug


class HeadingIds:
    """Allocates the ids of one page; equal slugs get -1, -2 as on GitHub."""

    def __init__(self) -> None:
        self._uses: dict[str, int] = {}

    def take(self, text: str) -> str:
        base = slug = heading_slug(text)
        while slug in self._uses:
            self._uses[base] += 1
            slug = f"{base}-{self._uses[base]}"
        self._uses[slug] = 0
        return PREFIX + slug


def _kept_mark(match: re.Match[str]) -> str:
    char = match.group()
    return char if unicodedata.category(char) in ("Mn", "Mc", "Pc") else ""
