"""Parse and validate input for bookmarks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from kms.core.bodies import Body, declare, line, lines, optional, text
from kms.core.errors import Invalid
from kms.core.inputs import Fields
from kms.core.urls import Address, parse_address
from kms.sharing.audiences import names_field, parse_choice_or_keep
from kms.tags.service import LONGEST, MOST

TITLE, DESCRIPTION, FOLDER = 1000, 20_000, 1000


@dataclass(frozen=True)
class BookmarkDraft:
    """A bookmark as submitted; None leaves a field of an existing one unchanged. `audience` as in `kms.access.service`;
    `names` is the access as spelt in the API, not yet resolved."""

    address: Address | None
    title: str | None
    description: str | None
    tags: tuple[str, ...] | None
    audience: str | None = None
    names: str | tuple[str, ...] | None = None
    version: int | None = None

    @classmethod
    def parse_form(cls, form: Mapping[str, Any], default_audience: str) -> Self:
        """Parse the HTML form. Raises Invalid with one message per field."""
        fields = Fields(form)
        kind = default_audience if default_audience in ("private", "everyone") else "groups"
        draft = cls(
            _read_address(fields),
            fields.line("title", TITLE),
            fields.text("description", DESCRIPTION).replace("\r\n", "\n"),
            tuple(fields.lines("tags", many=MOST, limit=LONGEST)),
            parse_choice_or_keep(fields, kind),
            version=fields.number("version", lowest=1),
        )
        fields.done()
        return draft


def parse_tags(form: Mapping[str, Any]) -> tuple[str, ...]:
    """Parse the tags that a person adds to a source. Raises Invalid."""
    fields = Fields(form)
    tags = tuple(fields.lines("tags", many=MOST, limit=LONGEST))
    fields.done()
    return tags


def _read_address(fields: Fields, name: str = "url") -> Address | None:
    try:
        return parse_address(fields.raw(name))
    except Invalid as fault:
        fields.fail(name, fault.message)
        return None


def _address() -> Any:
    """A web address or a network path."""
    return declare(_read_address, {"type": "string"}, required=True, name="url")


@dataclass(frozen=True)
class BookmarkChange(Body):
    """The changes; missing fields are unchanged."""

    address: Address | None = optional(_address())
    title: str | None = optional(line(TITLE))
    description: str | None = optional(text(DESCRIPTION))
    tags: tuple[str, ...] | None = optional(lines(MOST, LONGEST))
    access: str | tuple[str, ...] | None = names_field()

    def draft(self) -> BookmarkDraft:
        """What is to be saved; who may see it is still spelt by name."""
        return BookmarkDraft(self.address, self.title, self.description, self.tags, names=self.access)


@dataclass(frozen=True)
class BookmarkWrite(BookmarkChange):
    """A bookmark to create or update; missing fields are unchanged."""

    address: Address | None = _address()
