"""The filters of a search besides its words."""

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
    """What was chosen besides the words, by parameter (`LABELS`): all of the tags, of everything else any."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, lists: Mapping[str, Sequence[str]]) -> "SearchFilters":
        """From the parameters of an address: cleaned, at most ten of each."""
        read = {name: tuple(clean_line(word)[:_LONGEST] for word in lists.get(name, ())[:_MOST]) for name in LABELS}
        return cls({name: tuple(filter(None, words)) for name, words in read.items()})

    def __bool__(self) -> bool:
        return any(self.chosen.values())

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self.chosen.get(name, ())

    def without(self, name: str) -> "SearchFilters":
        """The same choice but for one filter."""
        return replace(self, chosen={**self.chosen, name: ()})

    @property
    def alternatives(self) -> list[str]:
        """The chosen filters of which any value will do, so that others of theirs can be added."""
        return [name for name, words in self.chosen.items() if words and name != "tag"]

    def pairs(self) -> list[tuple[str, str]]:
        """As the parameters of an address."""
        return [(name, word) for name, words in self.chosen.items() for word in words]


NO_FILTERS = SearchFilters()
