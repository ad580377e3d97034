"""Words put into Markdown as words."""

import re

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~$]")


def escape(text: str) -> str:
    """The text written so that Markdown reads nothing into it."""
    return _SPECIAL.sub(r"\\\g<0>", text)
