"""One word per idea: no public class name has two meanings, no retired name comes back, no signpost is stale."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KMS = ROOT / "kms"
FILES = sorted(KMS.rglob("*.py"))
NODES = {"class": ast.ClassDef, "function": ast.FunctionDef | ast.AsyncFunctionDef}


def retired() -> Iterator[tuple[str, str]]:
    """The (kind, name) pairs in the last table of GLOSSARY.md."""
    table = (ROOT / "GLOSSARY.md").read_text("utf-8").partition("## Retired names")[2]
    for kind, names, _ in re.findall(r"^\| (package|module|class|function) \| (.*?) \| (.*?) \|$", table, re.M):
        yield from ((kind, name) for name in re.findall(r"`(\w+)`", names))


def defined(kind: str) -> set[str]:
    """The names of this kind that the code defines."""
    if kind == "package":
        return {path.parent.name for path in KMS.rglob("__init__.py")}
    if kind == "module":
        return {path.stem for path in FILES}
    nodes = (node for path in FILES for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    return {node.name for node in nodes if isinstance(node, NODES[kind])}  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["package", "module", "class", "function"])
def test_no_retired_name_comes_back(kind: str) -> None:
    names = {name for other, name in retired() if other == kind}
    assert names and not names & defined(kind)


def test_no_public_class_name_means_two_things() -> None:
    places = defaultdict(list)
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert len(places) > 400
    assert not {name: found for name, found in places.items() if len(found) > 1}
