"""The protocol between slices and the search: what a slice makes searchable. Neither side knows the other."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from kms.core.reach import Reach


@dataclass(frozen=True)
class SearchDocument:
    """A document as the index stores it; `acl` and `owner` say who may find it, never who is on the list. `kept` is
    text that was not written here (the page behind a bookmark, the content of a file) and weighs less; `sources` counts
    incoming references (links, citations, savers); documents with the same `same` collapse into one hit; `states` are
    values for `is:` and `has:`, such as `attachment`; `names` are alternative names, such as the file name; `above`
    holds the titles of its ancestors that everyone who may find the document may see."""

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
    """A search hit as one reader sees it; `passage_source` is the current text to extract a passage from. `anchors` are
    linkable places in that text, in order: start offset, fragment id, heading. `savers` are the people who saved the
    same source, as far as the reader may see them."""

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
    """The access list and owner that protect an object."""

    acl_id: int
    owner_id: int | None = None


class SearchSource(Protocol):
    """A searchable kind of object."""

    kind: str

    def documents(self, session: Session, ids: Sequence[int]) -> Iterable[SearchDocument]:
        """Return the current state of these ids; an id without a document is removed from the index."""
        ...

    def all_ids(self, session: Session) -> Iterator[int]:
        """Return all existing ids in ascending order, for a rebuild."""
        ...

    def hits(self, session: Session, reach: Reach, ids: Sequence[int]) -> Mapping[int, SearchHit]:
        """Return those of `ids` that this reach may see, read from the database, which has the final say on access."""
        ...

    def guards(self, session: Session, ids: Sequence[int]) -> Mapping[int, Guard]:
        """Return what protects those of `ids` that exist, to count them and list readers without loading them."""
        ...
