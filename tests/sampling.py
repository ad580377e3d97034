"""How much a slow proof does: a sample that is the same each time, or all of it with `dev.py prove NAME --full`."""

import os
from typing import TypeVar

T = TypeVar("T")
FULL = os.environ.get("KMS_PROVE_FULL") == "1"


def part(sample: T, whole: T) -> T:
    """What is done of the whole."""
    return whole if FULL else sample
