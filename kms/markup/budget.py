"""Count the work of one render here, so that no text can keep a server busy for long."""

from collections.abc import MutableMapping
from typing import Any


class TooComplex(Exception):
    """The page costs more to render than one page may: its source is shown instead."""


def spend(env: MutableMapping[str, Any], what: str, amount: int, limit: int) -> None:
    """Add to what this render has used; raises TooComplex beyond the limit."""
    used = env.get(what, 0) + amount
    env[what] = used
    if used > limit:
        raise TooComplex(what)
