"""Parses what people send about pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from kms.core.inputs import Fields
from kms.core.text import N_
from kms.tags.service import LONGEST, MOST

TITLE, SUMMARY, TEXT = 1000, 500, 512 * 1024
SECTION, NAME, TAG_LINE = 1100, 40, MOST * (LONGEST + 2)


@dataclass(frozen=True)
class PageDraft:
    """A new page."""

    title: str
    text: str
    tags: tuple[str, ...]
    parent_id: int | None
    template: str = ""
    """The key of the template it was started with, as in kms/wiki/templates/service.py."""

    @classmethod
    def parse(cls, form: Mapping[str, Any]) -> Self:
        """Raises Invalid with one message per field."""
        fields = Fields(form)
        draft = cls(
            fields.line("title", TITLE, required=True),
            fields.text("text", TEXT),
            tuple(fields.lines("tags", many=MOST, limit=LONGEST)),
            fields.number("parent", lowest=1),
            fields.line("template", NAME),
        )
        fields.done()
        return draft


@dataclass(frozen=True)
class PageEdit:
    """A change of a page, based on revision number `base`; None leaves title or tags unchanged."""

    base: int
    text: str
    title: str | None
    tags: tuple[str, ...] | None
    summary: str
    section: str = ""
    """The id of the heading whose section `text` is; empty if it is the whole page."""

    @classmethod
    def parse(cls, form: Mapping[str, Any]) -> Self:
        """Raises Invalid with one message per field."""
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
            fields.line("section", SECTION),
        )
        fields.done()
        return edit


def unix_lines(text: str) -> str:
    """Convert CRLF to LF: browsers send CRLF whatever was typed (HTML, form submission)."""
    return text.replace("\r\n", "\n")
