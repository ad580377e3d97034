"""Long lists of people: filtered by typed words and paginated by fifty."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlencode

from kms.core.paging import decode_cursor, encode_cursor
from kms.core.text import fold_key

PART = 50
LONG = 12
"""Lists longer than this get a search field."""
MOST_WORDS = 100


class Named(Protocol):
    """A person in a list: of accounts, of a group, or of those with access."""

    id: Any
    name: Any
    user_name: Any


P = TypeVar("P", bound=Named)
Key = tuple[int, str, int]


def name_of(person: Named) -> str:
    """The text that is searched."""
    return f"{fold_key(person.name)} {fold_key(person.user_name)}"


@dataclass(frozen=True)
class FoundPeople(Generic[P]):
    """One page of the matches: `count` matches in all, out of `total` people in the list. `next` and `before` are the
    cursors of the adjacent pages; None if there is none, "" for the first page."""

    people: Sequence[P]
    words: str
    count: int
    total: int
    next: str | None
    before: str | None

    @property
    def is_long(self) -> bool:
        """Whether the list needs a search field."""
        return self.total > LONG

    def link(self, here: str, cursor: str, **keep: str) -> str:
        """The URL of another page with the same filters."""
        words = {**keep, "q": self.words, "cursor": cursor}
        return f"{here}?{urlencode({name: value for name, value in words.items() if value})}"


def find(
    people: Iterable[P],
    words: str = "",
    cursor: str | None = None,
    *,
    rank: Callable[[P], int] = lambda person: 0,
    whole: Callable[[P], str] = name_of,
) -> FoundPeople[P]:
    """Return the page at the cursor, of those whose text (as given by `whole`) contains all the words, ordered by
    `rank`, then by name. Raises Unreadable for an invalid cursor."""
    everybody, words = list(people), words[:MOST_WORDS]
    narrowed = ((_key(person, rank(person)), person) for person in narrow(everybody, words, whole))
    keys = sorted(narrowed, key=lambda row: row[0])
    start = _start([key for key, _ in keys], cursor)
    part, before = keys[start : start + PART], max(start - PART, 0)
    return FoundPeople(
        [person for _, person in part],
        words,
        len(keys),
        len(everybody),
        encode_cursor(*part[-1][0]) if start + PART < len(keys) else None,
        None if start == 0 else encode_cursor(*keys[before - 1][0]) if before else "",
    )


def narrow(people: Iterable[P], words: str, whole: Callable[[P], str]) -> list[P]:
    """Return those whose text contains all these words."""
    wanted = fold_key(words).split()
    return [person for person in people if all(word in whole(person) for word in wanted)]


def _key(person: Named, rank: int) -> Key:
    """Sort key; umlauts sort with their base vowels."""
    letters = unicodedata.normalize("NFKD", (person.name or person.user_name).casefold())
    return int(rank), "".join(letter for letter in letters if not unicodedata.combining(letter)), person.id


def _start(keys: Sequence[Key], cursor: str | None) -> int:
    """Return the index of the first item after the cursor, whose own item may have been removed meanwhile."""
    after = decode_cursor(cursor, 3)
    if after is None:
        return 0
    rank, name, id = after
    mark = (_number(rank), name, _number(id))
    return sum(key <= mark for key in keys)


def _number(text: str) -> int:
    return int(text[:18]) if text.isdecimal() else 0
