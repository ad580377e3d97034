"""The filters of a search, applied in addition to its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kms.core.text import N_, clean_line

_LONGEST, _MOST = 100, 10
LABELS = {
    "type": N_("Kind"),
    "space": N_("Space"),
    "tag": N_("Tag"),
    "by": N_("Person"),
    "site": N_("Website"),
    "year": N_("Year"),
    "language": N_("Language"),
}


@dataclass(frozen=True)
class SearchFilters:
    """The chosen filters by parameter (`LABELS`): all of the tags must match, of everything else any."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, lists: Mapping[str, Sequence[str]]) -> "SearchFilters":
        """Parse the parameters of a URL: cleaned, at most ten of each."""
        read = {name: tuple(clean_line(word)[:_LONGEST] for word in lists.get(name, ())[:_MOST]) for name in LABELS}
        return cls({name: tuple(filter(None, words)) for name, words in read.items()})

    def __bool__(self) -> bool:
        return any(self.chosen.values())

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self.chosen.get(name, ())

    def without(self, name: str) -> "SearchFilters":
        """Return the same filters without one parameter."""
        return replace(self, chosen={**self.chosen, name: ()})

    @property
    def alternatives(self) -> list[str]:
        """The parameters in use where any value matches, so that further values can be added."""
        return [name for name, words in self.chosen.items() if words and name != "tag"]

    def pairs(self) -> list[tuple[str, str]]:
        """Return the filters as URL parameters."""
        return [(name, word) for name, words in self.chosen.items() for word in words]


NO_FILTERS = SearchFilters()
