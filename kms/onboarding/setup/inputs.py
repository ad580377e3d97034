"""Parse and validate the form of the first start."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from kms.core.inputs import Fields


@dataclass(frozen=True)
class OrganisationDraft:
    """What the first start asks about the organisation."""

    name: str
    language: str

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Raises Invalid with one message per field."""
        fields = Fields(form)
        draft = cls(fields.line("company_name", 200), fields.one_of("language", ("", "de", "en"), ""))
        fields.done()
        return draft
