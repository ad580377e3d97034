"""Parse client input field by field, collecting one message for each field that breaks a rule."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from kms.core.errors import Invalid
from kms.core.text import N_, Message, clean_line, clean_text

_WHOLE = re.compile(r"-?[0-9]{1,18}")
_SLOT = re.compile(r"[A-Za-z0-9_-]{8,40}")


def is_slot(text: str) -> bool:
    """Whether this is a valid name for a draft or for a text stored by the browser."""
    return _SLOT.fullmatch(text) is not None


class Fields:
    """Parser for the fields of a form or JSON object; call `done` at the end to raise Invalid with all messages."""

    def __init__(self, source: Mapping[str, Any]) -> None:
        self.source = source
        self.faults: dict[str, Message] = {}

    def __contains__(self, name: str) -> bool:
        return name in self.source

    def fail(self, name: str, message: Message) -> None:
        """Record an error; only the first of each field is kept."""
        self.faults.setdefault(name, message)

    def done(self) -> None:
        """Raise Invalid if any field failed."""
        if self.faults:
            raise Invalid(self.faults)

    def raw(self, name: str) -> str:
        """The text exactly as sent; '' if missing."""
        value = self.source.get(name, "")
        if value is None:
            return ""
        if not isinstance(value, str):
            self.fail(name, N_("This must be text."))
            return ""
        return value.encode("utf-8", "replace").decode("utf-8")

    def line(self, name: str, limit: int, *, required: bool = False) -> str:
        """One cleaned line of at most `limit` characters."""
        text = clean_line(self.raw(name))
        if required and not text and name not in self.faults:
            self.fail(name, N_("Please fill this in."))
        return self._limited(name, text, limit)

    def text(self, name: str, limit: int) -> str:
        """Multi-line text of at most `limit` characters; line endings as sent."""
        return self._limited(name, clean_text(self.raw(name)), limit)

    def flag(self, name: str) -> bool:
        """A checkbox or JSON boolean."""
        value = self.source.get(name)
        return value if isinstance(value, bool) else str(value).lower() in ("1", "on", "true", "yes")

    def one_of(self, name: str, allowed: Sequence[str], default: str) -> str:
        """One of the `allowed` values."""
        value = self.raw(name) or default
        if value not in allowed:
            self.fail(name, N_("Please choose one of the values offered."))
            return default
        return value

    def number(self, name: str, *, lowest: int = 0, highest: int = 2**53, default: int | None = None) -> int | None:
        """An integer, or `default` if missing."""
        value = self.source.get(name)
        if value is None or value == "":
            return default
        if isinstance(value, str) and _WHOLE.fullmatch(value):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            self.fail(name, N_("Please give a whole number from %(low)s to %(high)s.", low=lowest, high=highest))
            return default
        return value

    def lines(self, name: str, *, many: int, limit: int) -> list[str]:
        """A list of short names: a JSON list, or comma-separated text; cleaned, without duplicates or empty entries."""
        value = self.source.get(name)
        if value is None:
            return []
        parts = value.split(",") if isinstance(value, str) else value
        if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
            self.fail(name, N_("This must be a list of words."))
            return []
        names = {clean_line(part).casefold(): clean_line(part) for part in parts if clean_line(part)}
        if len(names) > many:
            self.fail(name, N_("At most %(n)s are allowed.", n=many))
        if any(len(part) > limit for part in names.values()):
            self.fail(name, N_("Each can have at most %(n)s characters.", n=limit))
        return list(names.values())[:many]

    def _limited(self, name: str, text: str, limit: int) -> str:
        if len(text) > limit:
            self.fail(name, N_("This is too long: %(n)s characters at most.", n=limit))
            return text[:limit]
        return text
