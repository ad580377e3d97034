"""What a slice offers to be found: the words between the slices and the search, without knowing either."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from kms.core.reach import Reach


@dataclass(frozen=True)
class SearchDocument:
    """One thing as the index sees it; `acl` and `owner` say who may find it, never who is on the list.

    `kept` is text that was not written here (the page behind a bookmark, what a file holds) and weighs less; `sources`
    counts what points to it (links, citations, savers); documents of one `same` fold into one hit; `states` are words
    for `is:` and `has:`, such as `attachment`; `names` are what else it is called, such as its file's name, and `above`
    the titles of what it stands under, as far as everybody who may find it may see them.
    """

    kind: str
    id: int
    acl: int
    owner: int | None
    title: str
    text: str
    tags: Sequence[str] = ()
    headings: Sequence[str] = ()
    space: str = ""
    author: str = ""
    site: str = ""
    url: str = ""
    language: str = ""
    updated_at: datetime | None = None
    kept: str = ""
    sources: int = 0
    same: str = ""
    states: Sequence[str] = ()
    names: Sequence[str] = ()
    above: Sequence[str] = ()


@dataclass(frozen=True)
class SearchHit:
    """One thing as a reader sees it among the results; `passage_source` is the present text to cut a passage from.

    `anchors` are places in that text that can be opened by themselves, in its order: where each begins, its id in the
    address, its heading. `savers` are the people who saved the same source, as far as the reader may see.
    """

    kind: str
    id: int
    title: str
    url: str
    passage_source: str
    tags: Sequence[str] = ()
    place: str = ""
    by: str = ""
    updated_at: datetime | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    savers: Sequence[str] = ()
    anchors: Sequence[tuple[int, str, str]] = ()


@dataclass(frozen=True)
class Guard:
    """What guards a thing: its access list and its owner."""

    acl_id: int
    owner_id: int | None = None


class SearchSource(Protocol):
    """A kind of thing that can be found."""

    kind: str

    def documents(self, session: Session, ids: Sequence[int]) -> Iterable[SearchDocument]:
        """The present state of these ids; an id without a document is to vanish from the index."""
        ...

    def all_ids(self, session: Session) -> Iterator[int]:
        """Every id there is, ascending: for a rebuild."""
        ...

    def hits(self, session: Session, reach: Reach, ids: Sequence[int]) -> Mapping[int, SearchHit]:
        """Those of `ids` that this reach may see, from the database: the last word on access."""
        ...

    def guards(self, session: Session, ids: Sequence[int]) -> Mapping[int, Guard]:
        """What guards those of `ids` that can be opened now: to count, and to name readers, without reading them."""
        ...
