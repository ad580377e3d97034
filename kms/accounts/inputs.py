"""Parses what people enter about people and groups."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from kms.core.bodies import Body, declare, flag, line, optional
from kms.core.errors import Invalid
from kms.core.inputs import Fields
from kms.core.text import N_, Message, clean_line

USER_NAME = re.compile(r"[\w][\w.\-]{0,59}")
EMAIL = re.compile(r"[^@\s<>\"]{1,64}@[^@\s<>\"]{1,255}")


def _user_name(fields: Fields, key: str = "user_name") -> str:
    name = fields.line(key, 60, required=True)
    if name and not USER_NAME.fullmatch(name):
        fields.fail(key, N_("Use letters, digits, dots, hyphens and underscores only."))
    return name


def _email(fields: Fields) -> str | None:
    return _typed_email(fields) or None


def _typed_email(fields: Fields, key: str = "email") -> str:
    email = fields.line(key, 320)
    if email and not EMAIL.fullmatch(email):
        fields.fail(key, N_("This does not look like an e-mail address."))
    return email.lower()


@dataclass(frozen=True)
class PersonDraft:
    """A person to add."""

    user_name: str
    name: str
    email: str | None
    password: str
    is_admin: bool = False

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Raises Invalid with one message per field."""
        fields = Fields(form)
        user_name = _user_name(fields)
        draft = cls(
            user_name,
            fields.line("name", 200) or user_name,
            _email(fields),
            fields.raw("password"),
            fields.flag("is_admin"),
        )
        fields.done()
        return draft


@dataclass(frozen=True)
class PersonChange:
    """A change to a person, made by those who manage people."""

    user_name: str
    name: str
    email: str | None

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Raises Invalid with one message per field."""
        fields = Fields(form)
        change = cls(_user_name(fields), fields.line("name", 200, required=True), _email(fields))
        fields.done()
        return change


@dataclass(frozen=True)
class ChangeBody(Body):
    """Changes to a person; missing fields stay unchanged."""

    name: str | None = optional(line(200, required=True))
    user_name: str | None = optional(declare(_user_name, {"type": "string", "maxLength": 60}))
    email: str | None = optional(declare(_typed_email, {"type": "string", "maxLength": 320}))
    """Empty: none."""
    suspended: bool | None = optional(flag())

    def change(self, present: PersonChange) -> PersonChange:
        """The change of `present` that this is."""
        email = present.email if self.email is None else self.email or None
        return PersonChange(self.user_name or present.user_name, self.name or present.name, email)


@dataclass(frozen=True)
class Profile:
    """What people can change about themselves."""

    name: str
    email: str | None
    language: str

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Raises Invalid with one message per field."""
        fields = Fields(form)
        profile = cls(
            fields.line("name", 200, required=True), _email(fields), fields.one_of("language", ("", "de", "en"), "")
        )
        fields.done()
        return profile


@dataclass(frozen=True)
class GroupDraft(Body):
    """A group to create or rename."""

    name: str = line(100, required=True)
    description: str = line(1000)


def parse_names(text: str) -> list[str]:
    """Names as they are typed or pasted, one a line or separated by commas and semicolons; what mail programs add goes.

    >>> parse_names("Anna Brandt, jan; Aylin Y <a@b.de>")
    ['Anna Brandt', 'jan', 'Aylin Y']
    """
    parts = [clean_line(re.sub(r"<[^>]*>", " ", part)) for part in re.split(r"[,;\t\r\n]+", text)]
    return list(dict.fromkeys(part for part in parts if part))


def taken(field: str, message: Message) -> Invalid:
    """The error for a name that is already taken."""
    return Invalid({field: message})
