"""Reads request data: forms with repeated fields, numbers in the query or the form."""

from typing import Any

from flask import request

from kms.core.errors import Unreadable
from kms.core.text import N_


def form_data() -> dict[str, Any]:
    """The posted form; a field that was sent several times becomes a list."""
    sent = request.form.to_dict(flat=False)
    return {name: values[0] if len(values) == 1 else values for name, values in sent.items()}


def number(name: str, default: int | None = None) -> int | None:
    """An integer from the query; `default` if missing. Raises Unreadable for anything else."""
    text = request.args.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise Unreadable(N_("This address cannot be read."))
    return int(text)


def form_number(name: str) -> int | None:
    """An integer from the form, None for anything else."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def page_size(default: int = 50, most: int = 100) -> int:
    """The requested number of items, from 1 to `most`."""
    return max(1, min(number("limit", default) or default, most))
