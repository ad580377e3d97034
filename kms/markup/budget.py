"""Work counters of a single render, so that no text can keep a server busy for long."""

from collections.abc import MutableMapping
from typing import Any


class TooComplex(Exception):
    """Rendering the page exceeds the budget: its source is shown instead."""


def spend(env: MutableMapping[str, Any], what: str, amount: int, limit: int) -> None:
    """Add to a counter of this render; raises TooComplex beyond the limit."""
    used = env.get(what, 0) + amount
    env[what] = used
    if used > limit:
        raise TooComplex(what)
