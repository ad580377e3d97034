"""Parse and validate input for saved searches and questions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import parse_qs, urlencode

from kms.core.bodies import Body, declare, line
from kms.core.inputs import Fields
from kms.core.text import N_
from kms.search.query.filters import SearchFilters
from kms.search.query.parser import MAX_CHARS

NAME, TITLE, TEXT, QUERY = 100, 300, 2000, 6000


@dataclass(frozen=True)
class SearchRequest:
    """Words and filters: the query string of `/search?`."""

    words: str
    filters: SearchFilters

    @classmethod
    def read(cls, query: str) -> Self:
        """Parse a query string; parameters that do not belong to a search are ignored."""
        lists = parse_qs(query[:QUERY], max_num_fields=200, errors="replace")
        return cls(lists.get("q", [""])[0][:MAX_CHARS].strip(), SearchFilters.read(lists))

    @property
    def query(self) -> str:
        """The query string."""
        return urlencode([("q", self.words), *self.filters.pairs()])

    def __bool__(self) -> bool:
        return bool(self.words or self.filters)


def _query() -> Any:
    """The query string of a search that looks for something."""

    def read(sent: Fields, key: str) -> SearchRequest:
        search = SearchRequest.read(sent.raw(key))
        if not search:
            sent.fail(key, N_("There is nothing to search for in this."))
        return search

    return declare(read, {"type": "string"}, required=True, name="query")


@dataclass(frozen=True)
class SavedDraft(Body):
    """A search to be saved; an existing one with the same `query` is renamed. Without a `name` its words are that."""

    search: SearchRequest = _query()
    name: str = line(NAME)

    @classmethod
    def parse(cls, source: Mapping[str, object]) -> Self:
        """Raises Invalid with one message per field."""
        draft = super().parse(source)
        return draft if draft.name else replace(draft, name=draft.search.words[:NAME])

    @classmethod
    def check(cls, sent: Fields, values: Mapping[str, Any]) -> None:
        """Filters alone say no name."""
        if values["search"] and not (values["name"] or values["search"].words):
            sent.fail("name", N_("Please fill this in."))


@dataclass(frozen=True)
class SavedChange:
    """A new name, and whether new hits are notified."""

    name: str
    tells: bool

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Raises Invalid with one message per field."""
        fields = Fields(form)
        change = cls(fields.line("name", NAME, required=True), fields.flag("tells"))
        fields.done()
        return change


@dataclass(frozen=True)
class QuestionDraft:
    """A question to a group; `title` is the suggested page title."""

    group_id: int
    title: str
    text: str

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Raises Invalid with one message per field."""
        fields = Fields(form)
        group_id = fields.number("group", lowest=1)
        if group_id is None:
            fields.fail("group", N_("Please choose a group."))
        draft = cls(group_id or 0, fields.line("title", TITLE, required=True), fields.text("text", TEXT))
        fields.done()
        return draft
