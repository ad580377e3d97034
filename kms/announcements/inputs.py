"""Parse and validate the form of an announcement."""

from dataclasses import dataclass

from kms.core.bodies import Body, declare, flag, line, one_of
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


@dataclass(frozen=True)
class AnnouncementInput(Body):
    """A text for everyone (`to`: "everyone", administrators only) or a group the caller leads (its id), for `days`."""

    text: str = line(500, required=True)
    to: str = declare(lambda sent, key: sent.raw(key), {"type": "string"})
    days: str = one_of(DAYS, "3")
    is_warning: bool = flag()

    def draft(self, groups: list[int], *, everyone: bool) -> AnnouncementDraft:
        """`groups` may be chosen, and everyone if `everyone`; without a choice the first of them. Raises Invalid."""
        allowed = [*([EVERYONE] if everyone else []), *(str(id) for id in groups)]
        fields = Fields({"to": self.to})
        to = fields.one_of("to", allowed, allowed[0] if allowed else "")
        fields.done()
        return AnnouncementDraft(self.text, None if to == EVERYONE else int(to), self.is_warning, int(self.days))
