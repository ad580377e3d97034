"""Parse and validate input for bookmarks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from kms.core.errors import Invalid
from kms.core.inputs import Fields
from kms.core.urls import Address, parse_address
from kms.sharing.audiences import parse_choice_or_keep
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
    names: object = None
    version: int | None = None

    @classmethod
    def parse_form(cls, form: Mapping[str, Any], default_audience: str) -> Self:
        """Parse the HTML form. Raises Invalid with one message per field."""
        fields = Fields(form)
        kind = default_audience if default_audience in ("private", "everyone") else "groups"
        draft = cls(
            _address(fields),
            fields.line("title", TITLE),
            fields.text("description", DESCRIPTION).replace("\r\n", "\n"),
            tuple(fields.lines("tags", many=MOST, limit=LONGEST)),
            parse_choice_or_keep(fields, kind),
            version=fields.number("version", lowest=1),
        )
        fields.done()
        return draft

    @classmethod
    def parse_json(cls, body: Mapping[str, Any], *, needs_address: bool) -> Self:
        """Parse an API request: missing fields are unchanged. Raises Invalid with one message per field."""
        fields = Fields(body)
        draft = cls(
            _address(fields) if needs_address or "url" in fields else None,
            fields.line("title", TITLE) if "title" in fields else None,
            fields.text("description", DESCRIPTION) if "description" in fields else None,
            tuple(fields.lines("tags", many=MOST, limit=LONGEST)) if "tags" in fields else None,
            names=body.get("access"),
        )
        fields.done()
        return draft


def parse_tags(form: Mapping[str, Any]) -> tuple[str, ...]:
    """Parse the tags that a person adds to a source. Raises Invalid."""
    fields = Fields(form)
    tags = tuple(fields.lines("tags", many=MOST, limit=LONGEST))
    fields.done()
    return tags


def _address(fields: Fields) -> Address | None:
    try:
        return parse_address(fields.raw("url"))
    except Invalid as fault:
        fields.fail("url", fault.message)
        return None
