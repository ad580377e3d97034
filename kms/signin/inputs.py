"""Parse and validate form input about passwords and API keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from kms.core.inputs import Fields
from kms.core.text import N_


@dataclass(frozen=True)
class PasswordChange:
    """The old and the new password."""

    current: str
    new: str

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Raises Invalid if the two new passwords differ."""
        fields = Fields(form)
        change = cls(fields.raw("current"), fields.raw("new"))
        if change.new != fields.raw("repeat"):
            fields.fail("repeat", N_("The two new passwords differ."))
        fields.done()
        return change


@dataclass(frozen=True)
class TokenDraft:
    """A new API key."""

    label: str
    scope: str

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Raises Invalid with one message per field."""
        fields = Fields(form)
        draft = cls(fields.line("label", 100, required=True), fields.one_of("scope", ("read", "write"), "read"))
        fields.done()
        return draft


@dataclass(frozen=True)
class NewPassword:
    """A password chosen after presenting a start code or reset link."""

    password: str

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Raises Invalid if it is missing or the two passwords differ."""
        fields = Fields(form)
        chosen = cls(fields.raw("password"))
        if not chosen.password:
            fields.fail("password", N_("Please fill this in."))
        elif chosen.password != fields.raw("repeat"):
            fields.fail("repeat", N_("The two new passwords differ."))
        fields.done()
        return chosen
