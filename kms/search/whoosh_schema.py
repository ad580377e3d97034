"""What the index keeps of a document: its terms with weights and positions, and the facts to sort and guard it by."""

import json
import re
from array import array
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from whoosh.columns import VarBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.formats import Positions

from kms.core.documents import Document
from kms.core.text import fold_key
from kms.search.analysis import languages_of, normal, terms

VERSION = "v2"
TITLE_WEIGHT, TAG_WEIGHT, HEADING_WEIGHT, BODY_WEIGHT = 5.0, 3.0, 2.0, 1.0
MAX_TEXT = 1_000_000
_GAP = 50
_ADDRESS_WORD = re.compile(r"[^\W\d_]{2,}")

Posting = tuple[bytes, int, float, bytes]


class Facts(NamedTuple):
    """What is known of a document without reading its terms."""

    kind: str
    id: int
    acl: int
    owner: int | None
    title: str
    space: str
    author: str
    site: str
    updated: str
    length: int
    language: str
    tags: tuple[str, ...]
    states: tuple[str, ...]


class Terms(FieldType):  # type: ignore[misc]
    """A field whose value is already the list of its postings."""

    def __init__(self) -> None:
        super().__init__(format=Positions(), analyzer=None)

    def index(self, value: list[Posting], **kwargs: object) -> Iterator[Posting]:
        return iter(value)


FACTS_COLUMN = VarBytesColumn(allow_offsets=False)


def schema() -> Schema:
    """The fields of an index; a change of them is a change of VERSION."""
    return Schema(text=Terms(), title=Terms(), facts=COLUMN(FACTS_COLUMN))


def fields_of(document: Document) -> dict[str, object]:
    """The values of the fields for one document."""
    body = normal(document.text[:MAX_TEXT])
    title = normal(document.title)
    sections = [(TITLE_WEIGHT, title, True), (TAG_WEIGHT, "\n".join(document.tags), True)]
    sections += [(HEADING_WEIGHT, heading, True) for heading in document.headings]
    sections += [(BODY_WEIGHT, body, False)]
    sections += [(BODY_WEIGHT, words, True) for words in (document.site, document.author, _address_words(document.url))]
    languages = languages_of(f"{title}\n{body}", document.language)
    postings, length = _postings(sections, languages)
    return {
        "text": postings,
        "title": _postings(sections[:1], languages)[0],
        "facts": json.dumps(_facts(document, length, languages), ensure_ascii=False).encode("utf-8", "replace"),
    }


def read_facts(data: bytes) -> Facts:
    """The facts as `fields_of` wrote them."""
    facts = Facts._make(json.loads(data))
    return facts._replace(tags=tuple(facts.tags), states=tuple(facts.states))


def positions_of(value: bytes) -> "array[int]":
    """Where a term stands in a document."""
    positions = array("I")
    positions.frombytes(value)
    return positions


def _postings(sections: list[tuple[float, str, bool]], languages: tuple[str, ...]) -> tuple[list[Posting], int]:
    weights: defaultdict[str, float] = defaultdict(float)
    places: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
    base = count = 0
    for weight, text, keep_stop_words in sections:
        last = base
        for term, position in terms(normal(text), languages, keep_stop_words):
            last = base + position
            weights[term] += weight
            places[term].append(last)
            count += 1
        base = last + _GAP
    found = [
        (term.encode("utf-8", "replace"), len(places[term]), weight, places[term].tobytes())
        for term, weight in weights.items()
    ]
    return found, count


def _address_words(url: str) -> str:
    return " ".join(_ADDRESS_WORD.findall(url.partition("://")[2] or url)[:40])


def _facts(document: Document, length: int, languages: tuple[str, ...]) -> list[object]:
    updated = document.updated_at.date().isoformat() if document.updated_at else ""
    return [
        document.kind, document.id, document.acl, document.owner, document.title[:300], fold_key(document.space),
        fold_key(document.author), document.site.lower(), updated, length,
        languages[0] if len(languages) == 1 else "", [fold_key(tag) for tag in document.tags], list(document.states),
    ]  # fmt: skip
