"""How much a browser downloads before a text can be edited, compressed as the server does."""

import gzip
import json
import re

from kms.web.assets import DIST

EDITOR, SOURCE = 120_000, 110_000


def names_in(script: str, pattern: str) -> list[str]:
    return re.findall(pattern, (DIST / script).read_text())


def loaded_with(script: str) -> set[str]:
    """The script and everything it imports statically, directly or indirectly."""
    seen: set[str] = set()
    waiting = [script]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += names_in(name, r'(?:from|import)"\./([^"]+)"')
    return seen


def weight(scripts: set[str]) -> int:
    return sum(len(gzip.compress((DIST / name).read_bytes())) for name in scripts)


def first_load() -> set[str]:
    return loaded_with(json.loads((DIST / "manifest.json").read_text())["editor.js"])


def test_the_editor_opens_with_no_more_than_120_kilobytes() -> None:
    scripts = first_load()
    assert len(scripts) > 1
    assert weight(scripts) <= EDITOR


def test_the_markdown_source_loads_no_more_than_110_kilobytes_extra() -> None:
    first = first_load()
    later = {name for script in first for name in names_in(script, r'import\("\./(source\.[^"]+)"')}
    assert len(later) == 1
    assert 10_000 < weight(loaded_with(later.pop()) - first) <= SOURCE
