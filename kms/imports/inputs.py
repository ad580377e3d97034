"""What people say about an import: where its pages go, and who sees its bookmarks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from kms.access.service import PRIVATE
from kms.core.inputs import Fields
from kms.sharing.audiences import parse_choice


@dataclass(frozen=True)
class ImportTarget:
    """Where to: the short name of a space ("" for the usual one), the page above, the audience of bookmarks."""

    space: str
    parent_id: int | None
    audience: str

    @classmethod
    def parse(cls, form: Mapping[str, Any]) -> Self:
        """From the form. Raises Invalid with one message a field."""
        fields = Fields(form)
        found = cls(fields.line("space", 80), fields.number("parent", lowest=1), parse_choice(fields, PRIVATE))
        fields.done()
        return found
