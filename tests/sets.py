"""The files tests read in bulk: always the project's own, plus the real sets if they are next to the checkout."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[1]
OWN = Path(__file__).with_name("data")
HANDBOOK = OWN / "handbook"
"""The pages of a made-up company, in German and English; together they contain every Markdown construct."""
SHARED = Path(os.environ.get("KMS_SHARED", ROOT.parent / "shared")) / "data"


def pages() -> list[Path]:
    """Small Markdown files full of traps."""
    return sorted([*HANDBOOK.rglob("*.md"), *(SHARED / "roundtrip").glob("*.md")])


def documents() -> list[Path]:
    """Whole pages of the project: the handbook, the documentation, the first content."""
    places = (HANDBOOK, ROOT / "docs", ROOT / "kms" / "starter" / "texts")
    return sorted(path for place in places for path in place.rglob("*.md"))


def real_set(name: str) -> list[Path]:
    """The real set of this name; none if it is not available."""
    return [path for path in (SHARED / name,) if path.exists()]
