"""Where people want a page to go, checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from kms.core.inputs import Fields


@dataclass(frozen=True)
class PageMove:
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
