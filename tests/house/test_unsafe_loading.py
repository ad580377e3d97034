"""Nothing that a client sends can become code: no pickle or the like, no unsafe YAML, no eval (security U12)."""

import ast
from pathlib import Path

import pytest
import yaml

from kms.markup import front_matter
from kms.markup.front_matter import split_front_matter

ROOT = Path(__file__).parents[2]
MODULES = {"pickle", "cPickle", "dill", "marshal", "shelve", "jsonpickle"}
CALLS = {"eval", "exec", "compile", "__import__"}
SAFE_LOADER = "_Loader"
"""The subclass of SafeLoader in kms/markup/front_matter.py."""
SOURCES = sorted(path for path in (ROOT / "kms").rglob("*.py"))


def faults(source: str) -> list[str]:
    """What in this source could turn data into code."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names if name.name.split(".")[0] in MODULES]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in MODULES:
            found.append(str(node.module))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            found.append(node.func.id)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("yaml.load", "yaml.unsafe_load"):
            loaders = [ast.unparse(argument) for argument in node.args[1:]]
            found += [] if loaders == [SAFE_LOADER] else [ast.unparse(node.func)]
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_source_loads_code_from_data(path: Path) -> None:
    assert faults(path.read_text("utf-8")) == []


def test_unsafe_loading_would_be_detected() -> None:
    assert faults("import pickle\nfrom marshal import loads\nyaml.load(x)\neval(y)") == [
        "pickle",
        "marshal",
        "yaml.load",
        "eval",
    ]


def test_the_only_yaml_loader_creates_no_objects() -> None:
    assert issubclass(front_matter._Loader, yaml.SafeLoader)
    assert split_front_matter("---\na: !!python/object/apply:os.getcwd []\n---\n") == ({}, 0)
