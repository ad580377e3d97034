"""Validated input about pages."""

from dataclasses import dataclass
from typing import Any

from kms.core.bodies import Body, declare, line, lines, number, optional, text
from kms.core.inputs import Fields
from kms.core.text import N_
from kms.tags.service import LONGEST, MOST

TITLE, SUMMARY, TEXT = 1000, 500, 512 * 1024
SECTION, NAME, TAG_LINE = 1100, 40, MOST * (LONGEST + 2)


def _base() -> Any:
    def read(sent: Fields, key: str) -> int:
        base = sent.number(key, lowest=1)
        if base is None:
            sent.fail(key, N_("Say which revision this is based on."))
        return base or 1

    return declare(read, {"type": "integer", "minimum": 1}, required=True, name="base_revision")


def _whole_text() -> Any:
    """The new text: it may be empty, but not missing."""

    def read(sent: Fields, key: str) -> str:
        if key not in sent:
            sent.fail(key, N_("Please fill this in."))
        return sent.text(key, TEXT)

    return declare(read, {"type": "string", "maxLength": TEXT}, required=True)


@dataclass(frozen=True)
class PageDraft(Body):
    """A new page."""

    title: str = line(TITLE, required=True)
    text: str = text(TEXT)
    tags: tuple[str, ...] = lines(MOST, LONGEST)
    parent_id: int | None = number(lowest=1, name="parent")
    template: str = line(NAME)
    """The key of the template it starts from, as in `kms.wiki.templates`."""


@dataclass(frozen=True)
class PageEdit(Body):
    """A change based on revision number `base_revision`; title and tags are unchanged if not sent; with `section`,
    the id of a heading, `text` is that section alone."""

    base: int = _base()
    text: str = _whole_text()
    title: str | None = optional(line(TITLE, required=True))
    tags: tuple[str, ...] | None = optional(lines(MOST, LONGEST))
    summary: str = line(SUMMARY)
    section: str = line(SECTION)


def unix_lines(text: str) -> str:
    """Forms send CRLF line endings whatever was typed (HTML, form submission); undo that."""
    return text.replace("\r\n", "\n")
