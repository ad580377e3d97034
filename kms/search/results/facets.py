"""The filters next to a list of hits: each value with its display name and the exact number of hits it leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kms.accounts.queries import names_by_user_name
from kms.core.text import N_, Message, fold_key
from kms.search.query.filters import LABELS, SearchFilters
from kms.search.results.kinds import kind_of
from kms.tags.queries import names_by_key

Counts = Mapping[str, Mapping[str, int]]

_FIRST_VALUES, _MOST_VALUES = 6, 100
_LANGUAGES = {"de": N_("German"), "en": N_("English")}
_COUNTED_AS = {"type": "kind"}


@dataclass(frozen=True)
class Value:
    """One button: `name` is a message to translate or a literal name."""

    value: str
    name: str | Message
    count: int
    is_chosen: bool = False


@dataclass(frozen=True)
class Facet:
    """One group of buttons; `parameter` is its name in URLs. `further` are the collapsed values; until they are
    expanded, only `further_count` is set."""

    parameter: str
    label: Message
    values: Sequence[Value]
    further_count: int = 0
    further: Sequence[Value] = ()

    @property
    def chosen(self) -> list[Value]:
        """The values in use."""
        return [value for value in self.values if value.is_chosen]


def counted_as(parameter: str) -> str:
    """Return the key of a filter's counts."""
    return _COUNTED_AS.get(parameter, parameter)


def facets_of(session: Session, counts: Counts, filters: SearchFilters, total: int, opened: str = "") -> list[Facet]:
    """Return the filters that can narrow or widen these hits, most frequent values first, years from the newest."""
    return [
        facet_of(session, parameter, found, filters, opened=parameter == opened)
        for parameter in LABELS
        for found in (counts.get(counted_as(parameter), {}),)
        if filters[parameter] or any(count < total for count in found.values())
    ]


def facet_of(
    session: Session, parameter: str, counts: Mapping[str, int], filters: SearchFilters, *, opened: bool
) -> Facet:
    """Return one filter: the values in use and the most frequent ones; the others if it is expanded."""
    typed = {fold_key(word): word for word in filters[parameter]}
    every = {**dict.fromkeys(typed, 0), **counts}
    order = sorted(every, reverse=True) if parameter == "year" else sorted(every, key=lambda key: (-every[key], key))
    order = sorted(order, key=lambda key: key not in typed)[:_MOST_VALUES]
    first = max(_FIRST_VALUES, len(typed))
    wanted = order if opened else order[:first]
    names = _names(session, parameter, wanted)
    values = [
        Value(typed.get(key, key), names.get(key, typed.get(key, key)), every[key], key in typed) for key in wanted
    ]
    return Facet(parameter, LABELS[parameter], values[:first], max(0, len(order) - first), values[first:])


def _names(session: Session, parameter: str, keys: Sequence[str]) -> Mapping[str, str | Message]:
    match parameter:
        case "type":
            return {key: kind_of(key).many for key in keys}
        case "language":
            return _LANGUAGES
        case "by":
            return names_by_user_name(session, keys)
        case "tag":
            return names_by_key(session, keys)
        case _:
            return {}
