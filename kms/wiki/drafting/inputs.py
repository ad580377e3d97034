"""Validated input about drafts."""

from dataclasses import dataclass

from kms.core.bodies import Body, line, number, text
from kms.core.errors import Invalid
from kms.core.inputs import is_slot
from kms.core.text import N_
from kms.wiki.pages.inputs import NAME, SECTION, SUMMARY, TAG_LINE, TEXT, TITLE


@dataclass(frozen=True)
class DraftWords(Body):
    """The current text of a draft: for `page`, or for a new page in `space` below `parent`.

    `version` is the draft's as last seen, 0 for a new one; `tab` and `turn` name the tab that keeps it and count how
    often it did, so that what is only late is told from what another tab wrote.
    """

    version: int = number(default=0)
    tab: str = line(NAME)
    turn: int = number(default=0)
    page_id: int | None = number(lowest=1, name="page")
    space: str = line(80)
    parent_id: int | None = number(lowest=1, name="parent")
    base: int = number(default=0, name="base_revision")
    section: str = line(SECTION)
    title: str = line(TITLE)
    text: str = text(TEXT)
    tags: str = line(TAG_LINE)
    summary: str = line(SUMMARY)
    template: str = line(NAME)


def check_slot(slot: str) -> str:
    """The name of a draft. Raises Invalid."""
    if not is_slot(slot):
        raise Invalid({"slot": N_("A draft's name has 8 to 40 letters, digits, “-” or “_”.")})
    return slot
