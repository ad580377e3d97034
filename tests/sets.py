"""The files tests read in bulk: the project's own always, and the real sets where they lie beside the checkout."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[1]
OWN = Path(__file__).with_name("data")
HANDBOOK = OWN / "handbook"
"""The pages of a made-up firm, in German and English; together they hold every construct of Markdown."""
BESIDE = Path(os.environ.get("KMS_SHARED", ROOT.parent / "shared")) / "data"


def pages() -> list[Path]:
    """Small Markdown files full of traps."""
    return sorted([*HANDBOOK.rglob("*.md"), *(BESIDE / "roundtrip").glob("*.md")])


def documents() -> list[Path]:
    """Whole pages of the project: the handbook, the documentation, the first texts of a firm."""
    places = (HANDBOOK, ROOT / "docs", ROOT / "kms" / "starter" / "texts")
    return sorted(path for place in places for path in place.rglob("*.md"))


def beside(name: str) -> list[Path]:
    """The real set of this name; none where it is not here."""
    return [path for path in (BESIDE / name,) if path.exists()]
