"""Parse and validate the form for initial content."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from kms.core.inputs import Fields
from kms.core.text import N_
from kms.onboarding.seeding.content import LANGUAGES, PARTS


@dataclass(frozen=True)
class SeedChoice:
    """Which pages, in which language and space (a short name, or empty for a new one called `name`); `group_spaces`
    requests a space for each group that has none."""

    parts: tuple[str, ...]
    language: str
    space: str
    name: str
    group_spaces: bool

    @classmethod
    def parse(cls, form: Mapping[str, Any], language: str) -> Self:
        """Raises Invalid with one message per field."""
        fields = Fields(form)
        parts = tuple(fields.lines("parts", many=len(PARTS), limit=40))
        if not set(parts) <= set(PARTS):
            fields.fail("parts", N_("Please choose one of the values offered."))
        space = fields.line("space", 80)
        choice = cls(
            parts,
            fields.one_of("language", LANGUAGES, language if language in LANGUAGES else "en"),
            space,
            fields.line("name", 200, required=not space and bool(parts)),
            fields.flag("group_spaces"),
        )
        fields.done()
        return choice
