"""Escapes plain text for Markdown."""

import re

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~$]")


def escape(text: str) -> str:
    """The text escaped so that Markdown finds no markup in it."""
    return _SPECIAL.sub(r"\\\g<0>", text)
