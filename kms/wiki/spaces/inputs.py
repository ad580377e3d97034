"""Parses what people send about spaces."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from kms.access.service import PRIVATE
from kms.core.inputs import Fields
from kms.core.text import N_, slugify
from kms.sharing.audiences import parse_choice
from kms.wiki.pages.inputs import NAME

FEATURES = ("maths", "diagrams", "footnotes")


@dataclass(frozen=True)
class SpaceDraft:
    """A space to be created or changed; `audience` as in kms/access/service.py, `features` names from `FEATURES`."""

    name: str
    slug: str
    description: str
    audience: str
    features: tuple[str, ...] = ()
    template: str = ""
    takes_requests: bool = False

    @classmethod
    def parse(cls, form: Mapping[str, Any]) -> Self:
        """Raises Invalid with one message per field."""
        fields = Fields(form)
        name = fields.line("name", 200, required=True)
        slug = slugify(fields.line("slug", 80) or name)
        features = tuple(fields.lines("features", many=len(FEATURES), limit=20))
        if not set(features) <= set(FEATURES):
            fields.fail("features", N_("Please choose one of the values offered."))
        description, audience = fields.line("description", 1000), parse_choice(fields, PRIVATE)
        template, takes_requests = fields.line("template", NAME), fields.flag("takes_requests")
        draft = cls(name, slug, description, audience, features, template, takes_requests)
        fields.done()
        return draft
