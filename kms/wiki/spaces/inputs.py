"""Parses what people send about spaces."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from kms.access.service import PRIVATE
from kms.core.bodies import Body, declare, flag, line, optional
from kms.core.inputs import Fields
from kms.core.text import N_, slugify
from kms.sharing.audiences import choice_field, names_field
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
        sent = SpaceForm.parse(form)
        return cls(
            sent.name,
            sent.address,
            sent.description,
            sent.audience,
            sent.features,
            sent.template,
            sent.takes_requests,
        )


def _features() -> Any:
    def read(sent: Fields, key: str) -> tuple[str, ...]:
        features = tuple(sent.lines(key, many=len(FEATURES), limit=20))
        if not set(features) <= set(FEATURES):
            sent.fail(key, N_("Please choose one of the values offered."))
        return features

    return declare(read, {"type": "array", "items": {"type": "string", "enum": list(FEATURES)}})


@dataclass(frozen=True)
class SpaceWords(Body):
    """What forms and programs say alike about a new space."""

    name: str = line(200, required=True)
    slug: str = line(80)
    description: str = line(1000)
    template: str = line(NAME)
    features: tuple[str, ...] = _features()

    @property
    def address(self) -> str:
        """The short name: made of the name where none is given."""
        return slugify(self.slug or self.name)


@dataclass(frozen=True)
class SpaceForm(SpaceWords):
    """A space as its form sends it."""

    audience: str = choice_field(PRIVATE)
    takes_requests: bool = flag()


@dataclass(frozen=True)
class SpaceWrite(SpaceWords):
    """A new space."""

    access: str | tuple[str, ...] = names_field(PRIVATE)

    def draft(self, audience: str) -> SpaceDraft:
        """With the audience that `access` means."""
        return SpaceDraft(self.name, self.address, self.description, audience, self.features, self.template)


@dataclass(frozen=True)
class SpaceChange(Body):
    """What to change of a space; what is not sent stays. Who may read it is changed at `access`, its address never."""

    name: str | None = optional(line(200, required=True))
    description: str | None = optional(line(1000))
    template: str | None = optional(line(NAME))
    features: tuple[str, ...] | None = optional(_features())
    takes_requests: bool | None = optional(flag())
