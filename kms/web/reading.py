"""Read request data: forms with repeated fields, numbers in the query string."""

from typing import Any

from flask import request

from kms.core.errors import Unreadable
from kms.core.text import N_


def form_data() -> dict[str, Any]:
    """Return the posted form; fields sent several times become lists."""
    sent = request.form.to_dict(flat=False)
    return {name: values[0] if len(values) == 1 else values for name, values in sent.items()}


def number(name: str, default: int | None = None) -> int | None:
    """Return an integer from the query string; `default` if missing. Raises Unreadable for anything else."""
    text = request.args.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise Unreadable(N_("This address cannot be read."))
    return int(text)


def page_size(default: int = 50, most: int = 100) -> int:
    """Return the requested number of items, from 1 to `most`."""
    return max(1, min(number("limit", default) or default, most))
