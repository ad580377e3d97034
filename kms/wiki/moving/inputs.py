"""Parses where a page should be moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from kms.core.inputs import Fields


@dataclass(frozen=True)
class PageMove:
    """The destination of a page: below `parent_id`, or at the top of the space."""

    space: str
    parent_id: int | None

    @classmethod
    def parse(cls, form: Mapping[str, Any]) -> Self:
        """Raises Invalid with one message per field."""
        fields = Fields(form)
        move = cls(fields.line("space", 80, required=True), fields.number("parent", lowest=1))
        fields.done()
        return move
