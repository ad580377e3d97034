"""Parse and validate a section of the settings."""

from collections.abc import Mapping, Sequence
from typing import Any

from kms.core.bodies import FieldRule, declare, flag, line, number, one_of, rule_in, text
from kms.core.inputs import Fields
from kms.core.text import N_
from kms.settings.values import DEFAULTS, HIDDEN, WORDS, Settings, SettingText


def names_of(section: str) -> list[str]:
    """Return the settings of a section, in order."""
    return [name for name, words in WORDS.items() if words.section == section]


def parse(form: Mapping[str, Any], section: str, present: Settings) -> dict[str, Any]:
    """Parse the form of this section; an empty secret is unchanged. Raises Invalid with one message per field."""
    return _parse(Fields(form), names_of(section), present)


def parse_some(body: Mapping[str, Any], present: Settings) -> dict[str, Any]:
    """Parse the given settings of any section. Raises Invalid, also for an unknown name."""
    fields = Fields(body)
    for name in body:
        if name not in WORDS or WORDS[name].section == HIDDEN:
            fields.fail(name, N_("There is no setting of this name."))
    return _parse(fields, [name for name in body if name in WORDS], present)


def some() -> Any:
    """The field of a body that holds some settings by name, to be read by `parse_some`; none where it is no object."""

    def read(sent: Fields, key: str) -> dict[str, Any]:
        value = sent.source.get(key)
        return value if isinstance(value, dict) else {}

    known = {name: _rule_of(name).schema for name, words in WORDS.items() if words.section != HIDDEN}
    return declare(read, {"type": "object", "properties": known, "additionalProperties": False})


def _parse(fields: Fields, names: Sequence[str], present: Settings) -> dict[str, Any]:
    read = {name: _read(fields, name, WORDS[name], present) for name in names}
    fields.done()
    return read


def _read(fields: Fields, name: str, words: SettingText, present: Settings) -> Any:
    value = _rule_of(name).read(fields, name)
    if words.options or not isinstance(value, str):
        return value
    value = value.strip()
    if words.secret and not value:
        return getattr(present, name)
    fault = words.check(value) if words.check and value else None
    if fault:
        fields.fail(name, fault)
    return value


def _rule_of(name: str) -> FieldRule:
    words, default = WORDS[name], DEFAULTS[name]
    if isinstance(default, bool):
        return rule_in(flag())
    if isinstance(default, int):
        return rule_in(number(lowest=words.lowest, highest=words.highest, default=default))
    if words.options:
        return rule_in(one_of([value for value, _ in words.options], default))
    return rule_in(text(words.limit) if words.many_lines else line(words.limit))
