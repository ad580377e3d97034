"""Parse and validate import options: where pages go, and who sees the bookmarks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from kms.access.service import PRIVATE
from kms.core.inputs import Fields
from kms.sharing.audiences import parse_choice


@dataclass(frozen=True)
class ImportTarget:
    """The short name of a space ("" for the default one), the parent page, the audience of bookmarks."""

    space: str
    parent_id: int | None
    audience: str

    @classmethod
    def parse(cls, form: Mapping[str, Any]) -> Self:
        """Parse the form. Raises Invalid with one message per field."""
        fields = Fields(form)
        found = cls(fields.line("space", 80), fields.number("parent", lowest=1), parse_choice(fields, PRIVATE))
        fields.done()
        return found
