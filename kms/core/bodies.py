"""Request bodies: each field is declared once, and both its parser (forms and JSON) and its documented schema follow.

    @dataclass(frozen=True)
    class GroupDraft(Body):
        name: str = line(100, required=True)
        description: str = line(1000)

`GroupDraft.parse({...})` cleans and checks; `schema_of(GroupDraft)` is its JSON schema (2020-12) without the values.
What is not required can be left out in a call too, and is then what it is where nothing is sent.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Self

from kms.core.inputs import Fields

Reader = Callable[[Fields, str], Any]
Schema = dict[str, Any]


@dataclass(frozen=True)
class FieldRule:
    """One field: its parser, its schema, whether it is required, and its name in the request if that differs."""

    read: Reader
    schema: Schema
    required: bool = False
    name: str = ""


class Body:
    """A frozen dataclass whose fields are all declared by the functions below."""

    @classmethod
    def parse(cls, source: Mapping[str, Any]) -> Self:
        """Read all fields. Raises Invalid with one message per field."""
        sent = Fields(source)
        values = {entry: rule.read(sent, rule.name or entry) for entry, rule in rules_of(cls).items()}
        cls.check(sent, values)
        sent.done()
        return cls(**values)

    @classmethod
    def check(cls, sent: Fields, values: Mapping[str, Any]) -> None:
        """Add errors that concern several fields; for subclasses to override."""

    def given(self) -> dict[str, Any]:
        """The fields that were sent, by attribute name, for a body whose fields are `optional`."""
        return {name: value for name, value in vars(self).items() if value is not None}


def rules_of(body: type) -> dict[str, FieldRule]:
    """The declared fields of a body by attribute name."""
    return {entry.name: entry.metadata["rule"] for entry in fields(body)}


def names_of(body: type[Body]) -> frozenset[str]:
    """The names of its fields in the request."""
    return frozenset(rule.name or name for name, rule in rules_of(body).items())


def schema_of(body: type[Body]) -> Schema:
    """The JSON schema of a body; `optional` fields are never required."""
    rules = {rule.name or name: rule for name, rule in rules_of(body).items()}
    required = [name for name, rule in rules.items() if rule.required]
    return {"type": "object", "properties": {name: rule.schema for name, rule in rules.items()}, "required": required}


def line(limit: int, *, required: bool = False, name: str = "") -> Any:
    """One cleaned line of at most `limit` characters; '' if missing."""
    schema = {"type": "string", "maxLength": limit}
    return declare(lambda sent, key: sent.line(key, limit, required=required), schema, required=required, name=name)


def text(limit: int, *, required: bool = False, name: str = "") -> Any:
    """Several lines, at most `limit` characters."""
    return declare(
        lambda sent, key: sent.text(key, limit), {"type": "string", "maxLength": limit}, required=required, name=name
    )


def secret(*, required: bool = False, name: str = "") -> Any:
    """A text exactly as sent, such as a password."""
    return declare(lambda sent, key: sent.raw(key), {"type": "string"}, required=required, name=name)


def flag(*, name: str = "") -> Any:
    """A check box or a JSON boolean."""
    return declare(lambda sent, key: sent.flag(key), {"type": "boolean"}, name=name)


def one_of(allowed: Sequence[str], default: str = "", *, required: bool = False, name: str = "") -> Any:
    """One of a few words; a required field has no valid default."""
    schema = {"type": "string", "enum": list(allowed)}
    return declare(lambda sent, key: sent.one_of(key, allowed, default), schema, required=required, name=name)


def lines(many: int, limit: int, *, name: str = "") -> Any:
    """Several short names, without duplicates."""
    schema = {"type": "array", "items": {"type": "string", "maxLength": limit}, "maxItems": many}
    return declare(lambda sent, key: tuple(sent.lines(key, many=many, limit=limit)), schema, name=name)


def number(*, lowest: int = 0, highest: int = 2**53, default: int | None = None, name: str = "") -> Any:
    """An integer, or `default` if missing."""
    schema = {"type": "integer", "minimum": lowest, "maximum": highest}
    nullable = {"anyOf": [schema, {"type": "null"}]} if default is None else schema
    return declare(
        lambda sent, key: sent.number(key, lowest=lowest, highest=highest, default=default), nullable, name=name
    )


def rule_in(declared: Any) -> FieldRule:
    """The rule behind a declared field, for parsers that extend it."""
    rule: FieldRule = declared.metadata["rule"]
    return rule


def optional(rule_field: Any) -> Any:
    """The same field, None if it is not sent: missing fields are left unchanged."""
    rule = rule_in(rule_field)
    return declare(lambda sent, key: rule.read(sent, key) if key in sent else None, rule.schema, name=rule.name)


def declare(read: Reader, schema: Schema, *, required: bool = False, name: str = "") -> Any:
    """A field with its own parser; `schema` describes the JSON it accepts."""
    rule = {"rule": FieldRule(read, schema, required, name)}
    if required:
        return field(metadata=rule)
    return field(default_factory=lambda: read(Fields({}), name), metadata=rule)
