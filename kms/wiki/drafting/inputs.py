"""Parses the draft that a browser tab sends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from kms.core.inputs import Fields, is_slot
from kms.core.text import N_
from kms.wiki.pages.inputs import NAME, SECTION, SUMMARY, TAG_LINE, TEXT, TITLE


@dataclass(frozen=True)
class DraftWords:
    """The unsaved text for page `page_id`, or for a new page in a space below `parent_id`.

    `version` is the last draft version seen, 0 for a new draft; `tab` identifies the tab and `turn` counts its saves,
    so that a late request can be told from a change made in another tab.
    """

    slot: str
    version: int
    tab: str
    turn: int
    page_id: int | None
    space: str
    parent_id: int | None
    base: int
    section: str
    title: str
    text: str
    tags: str
    summary: str
    template: str = ""

    @classmethod
    def parse(cls, form: Mapping[str, Any], slot: str) -> Self:
        """Raises Invalid with one message per field; no field is required."""
        fields = Fields(form)
        if not is_slot(slot):
            fields.fail("slot", N_("A draft's name has 8 to 40 letters, digits, “-” or “_”."))
        words = cls(
            slot,
            fields.number("version", default=0) or 0,
            fields.line("tab", NAME),
            fields.number("turn", default=0) or 0,
            fields.number("page", lowest=1),
            fields.line("space", 80),
            fields.number("parent", lowest=1),
            fields.number("base_revision", default=0) or 0,
            fields.line("section", SECTION),
            fields.line("title", TITLE),
            fields.text("text", TEXT),
            fields.line("tags", TAG_LINE),
            fields.line("summary", SUMMARY),
            fields.line("template", NAME),
        )
        fields.done()
        return words
