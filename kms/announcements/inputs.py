"""Parse and validate the form of an announcement."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from kms.core.inputs import Fields

DAYS = ("1", "3", "7", "14", "30")
EVERYONE = "everyone"


@dataclass(frozen=True)
class AnnouncementDraft:
    """The text, its recipients (None: everyone), and the number of days."""

    text: str
    group_id: int | None
    is_warning: bool
    days: int

    @classmethod
    def parse(cls, form: Mapping[str, Any], groups: list[int], *, everyone: bool) -> Self:
        """`groups` may be chosen, and everyone if `everyone`. Raises Invalid."""
        fields = Fields(form)
        allowed = [*([EVERYONE] if everyone else []), *(str(id) for id in groups)]
        to = fields.one_of("to", allowed, allowed[0] if allowed else "")
        draft = cls(
            fields.line("text", 500, required=True),
            None if to == EVERYONE else int(to or 0),
            fields.flag("is_warning"),
            int(fields.one_of("days", DAYS, "3")),
        )
        fields.done()
        return draft
