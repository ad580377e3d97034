"""Split a page into YAML front matter and Markdown; invalid YAML remains visible text."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from kms.core.text import clean_line
from kms.markup.limits import FRONT_MATTER_CHARS

_OPEN = re.compile(r"\ufeff?---[ \t]*\r?\n")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.M)


def split_front_matter(text: str) -> tuple[Mapping[str, object], int]:
    """Return the front matter with lower-case keys, and the offset of the Markdown; ({}, 0) if there is none."""
    opening = _OPEN.match(text)
    if not opening:
        return {}, 0
    closing = _CLOSE.search(text, opening.end(), opening.end() + FRONT_MATTER_CHARS)
    if not closing:
        return {}, 0
    fields = _read_yaml(text[opening.end() : closing.start()])
    return ({}, 0) if fields is None else (fields, closing.end())


def title_of(front_matter: Mapping[str, object]) -> str | None:
    """Return the `title` of the front matter as one line, or None."""
    value = front_matter.get("title")
    if value is None or isinstance(value, (dict, list, set, bool)):
        return None
    return clean_line(str(value)) or None


class _Loader(yaml.SafeLoader):
    """Safe YAML without objects, and without aliases, which can expand a few bytes enormously."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not read")
        return super().compose_node(parent, index)


def _read_yaml(source: str) -> dict[str, object] | None:
    try:
        fields = yaml.load(source, _Loader)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError, KeyError, TypeError, AttributeError):
        return None
    if not isinstance(fields, dict):
        return None
    return {clean_line(str(key)).casefold(): value for key, value in fields.items()}
