"""Parse and validate a section of the settings."""

from collections.abc import Mapping, Sequence
from typing import Any

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


def _parse(fields: Fields, names: Sequence[str], present: Settings) -> dict[str, Any]:
    read = {name: _read(fields, name, WORDS[name], present) for name in names}
    fields.done()
    return read


def _read(fields: Fields, name: str, words: SettingText, present: Settings) -> Any:
    default = DEFAULTS[name]
    if isinstance(default, bool):
        return fields.flag(name)
    if isinstance(default, int):
        number = fields.number(name, lowest=words.lowest, highest=words.highest, default=default)
        return default if number is None else number
    if words.options:
        return fields.one_of(name, [value for value, _ in words.options], default)
    text = fields.text(name, words.limit).strip() if words.many_lines else fields.line(name, words.limit)
    if words.secret and not text:
        return getattr(present, name)
    fault = words.check(text) if words.check and text else None
    if fault:
        fields.fail(name, fault)
    return text
