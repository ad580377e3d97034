"""What people send about spaces and pages, checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from kms.access.service import PRIVATE
from kms.accounts.audiences import parse_choice
from kms.core.inputs import Fields
from kms.core.text import N_, slugify
from kms.tags.service import LONGEST, MOST

TITLE, SUMMARY, TEXT = 1000, 500, 512 * 1024


@dataclass(frozen=True)
class SpaceDraft:
    """A space to be made or changed; `audience` as in `access.service`."""

    name: str
    slug: str
    description: str
    audience: str

    @classmethod
    def parse(cls, form: Mapping[str, Any]) -> Self:
        """Raises Invalid with one message a field."""
        fields = Fields(form)
        name = fields.line("name", 200, required=True)
        slug = slugify(fields.line("slug", 80) or name)
        draft = cls(name, slug, fields.line("description", 1000), parse_choice(fields, PRIVATE))
        fields.done()
        return draft


@dataclass(frozen=True)
class PageDraft:
    """A new page."""

    title: str
    text: str
    tags: tuple[str, ...]
    parent_id: int | None

    @classmethod
    def parse(cls, form: Mapping[str, Any]) -> Self:
        """Raises Invalid with one message a field."""
        fields = Fields(form)
        draft = cls(
            fields.line("title", TITLE, required=True),
            fields.text("text", TEXT),
            tuple(fields.lines("tags", many=MOST, limit=LONGEST)),
            fields.number("parent", lowest=1),
        )
        fields.done()
        return draft


@dataclass(frozen=True)
class PageEdit:
    """A change of a page, based on revision number `base`; None leaves title or tags as they are."""

    base: int
    text: str
    title: str | None
    tags: tuple[str, ...] | None
    summary: str

    @classmethod
    def parse(cls, form: Mapping[str, Any]) -> Self:
        """Raises Invalid with one message a field."""
        fields = Fields(form)
        base = fields.number("base_revision", lowest=1)
        if base is None:
            fields.fail("base_revision", N_("Say which revision this is based on."))
        if "text" not in fields:
            fields.fail("text", N_("Please fill this in."))
        title = fields.line("title", TITLE, required=True) if "title" in fields else None
        edit = cls(
            base or 1,
            fields.text("text", TEXT),
            title,
            tuple(fields.lines("tags", many=MOST, limit=LONGEST)) if "tags" in fields else None,
            fields.line("summary", SUMMARY),
        )
        fields.done()
        return edit


@dataclass(frozen=True)
class Move:
    """Where a page shall go: below `parent_id`, or to the top of the space."""

    space: str
    parent_id: int | None

    @classmethod
    def parse(cls, form: Mapping[str, Any]) -> Self:
        """Raises Invalid with one message a field."""
        fields = Fields(form)
        move = cls(fields.line("space", 80, required=True), fields.number("parent", lowest=1))
        fields.done()
        return move


def unix_lines(text: str) -> str:
    """Forms send CRLF line ends whatever was typed (HTML, form submission); take them back."""
    return text.replace("\r\n", "\n")
