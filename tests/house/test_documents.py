"""The documentation matches the code: names in ARCHITECTURE.md, docstrings and comments, settings, commands, routes,
links, sizes of pictures."""

import ast
import importlib.util
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from types import ModuleType

import pytest

from kms.config import Config

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
LANGUAGES = ("de", "en")
PACKAGES = {path.parent.name for path in (ROOT / "kms").glob("*/__init__.py")}
RETIRED_PACKAGES = {"bringing", "talk", "notices", "journal", "starter"}
ROLES = {"models", "queries", "inputs", "service", "source", "tasks", "views", "api"}
PATH = re.compile(r"(?<![\w/.-])((?:kms|tests|docs|frontend/src)/[\w./-]*\w)(?::([A-Za-z_]\w*))?")
DOTTED = re.compile(r"(?<![\w/.-])kms(?:\.[A-Za-z_]\w*)+")
ABBREVIATED = re.compile(r"`([a-z_]+(?:\.\w+)+)(?:\(\))?`")
SUFFIXES = {"html", "md", "py", "ts", "js", "css", "json", "svg", "txt", "zip", "csv"}


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    """docs/make_reference.py, which is not in a package."""
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "docs" / "make_reference.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def names_in(path: Path) -> set[str]:
    """The top-level names that a module defines."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found.update(target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return found


def test_every_path_and_name_in_the_architecture_exists() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    mentioned = re.findall(r"`((?:kms|tests|docs)/[\w./-]+?)(?::(\w+))?`", text)
    assert len(mentioned) > 50
    built = {"kms/web/static/dist"}
    assert not [path for path, _ in mentioned if path not in built and not (ROOT / path).exists()]
    assert not [f"{path}:{name}" for path, name in mentioned if name and name not in names_in(ROOT / path)]


def prose_of(path: Path) -> str:
    """The docstrings and comments of a Python file, the comments of a template or a TypeScript file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        return "\n".join(re.findall(r"\{#.*?#\}", text, re.S))
    if path.suffix == ".ts":
        return "\n".join(re.findall(r"/\*.*?\*/|(?<!:)//[^\n]*", text, re.S))
    nodes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Expr))
    strings = [node.value.value for node in nodes if isinstance(node.value, ast.Constant)]
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    comments = [token.string for token in tokens if token.type == tokenize.COMMENT]
    return "\n".join([text for text in strings if isinstance(text, str)] + comments)


def is_path(path: str, name: str) -> bool:
    return (ROOT / path).exists() and (not name or name in names_in(ROOT / path))


def is_dotted(signpost: str) -> bool:
    """Whether a package, a module or a name in a module exists; an attribute after a class is not checked."""
    words = signpost.split(".")
    for length in range(len(words), 0, -1):
        place, rest = ROOT.joinpath(*words[:length]), words[length:]
        if place.is_dir():
            return not rest
        if (module := place.with_suffix(".py")).exists():
            return not rest or rest[0] in names_in(module)
    return False


def stale_signposts(prose: str) -> Iterator[str]:
    """Paths and dotted names that lead nowhere, and dotted names that leave out the way to their package."""
    for path, name in PATH.findall(prose):
        if not is_path(path, name):
            yield f"{path}:{name}" if name else path
    yield from (found for found in DOTTED.findall(prose) if not is_dotted(found))
    for found in ABBREVIATED.findall(prose):
        first, last = found.split(".")[0], found.split(".")[-1]
        if first in PACKAGES | RETIRED_PACKAGES | ROLES and last not in SUFFIXES:
            yield f"{found} (write it in full, from kms on)"


def test_every_signpost_in_the_code_exists() -> None:
    files = [*(ROOT / "kms").rglob("*.py"), *(ROOT / "kms").rglob("*.html"), *(ROOT / "tests").rglob("*.py")]
    files += (ROOT / "frontend" / "src").rglob("*.ts")
    stale = [f"{path.relative_to(ROOT)}: {found}" for path in files for found in stale_signposts(prose_of(path))]
    assert len(files) > 900 and not stale, "\n".join(stale)


def test_the_architecture_names_every_part_of_the_code() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    inside = [path for path in (ROOT / "kms").iterdir() if not path.name.startswith("_")]
    parts = [f"kms/{path.name}/" for path in inside if (path / "__init__.py").exists()]
    parts += [f"kms/{path.name}" for path in inside if path.suffix == ".py"]
    parts += [f"kms/wiki/{room.parent.name}/" for room in (ROOT / "kms" / "wiki").glob("*/__init__.py")]
    assert not [part for part in parts if f"`{part}`" not in text]


@pytest.mark.parametrize("name", ["admin/settings.md", "admin/commands.md", "api/README.md"])
def test_the_tables_match_the_program(reference: ModuleType, name: str) -> None:
    hint = "run .venv/bin/python docs/make_reference.py"
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == reference.documents()[name], hint


def test_every_setting_every_command_and_every_route_is_documented(reference: ModuleType) -> None:
    docs = ROOT / "docs"
    assert all(f"`KMS_{entry.name.upper()}`" in (docs / "admin/settings.md").read_text() for entry in fields(Config))
    commands = (docs / "admin/commands.md").read_text(encoding="utf-8")
    assert all(f"### `kms {name}" in commands for name in reference.kms.commands)
    routes = (docs / "api/README.md").read_text(encoding="utf-8")
    assert all(f" {path}`" in routes for path in reference.openapi()["paths"])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_work(document: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", document.read_text(encoding="utf-8"), flags=re.S)
    targets = [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)]
    near = [target for target in targets if target and not re.match(r"[a-z]+:", target)]
    assert not [target for target in near if not (document.parent / target).exists()]


def test_both_languages_have_the_same_pages_for_people() -> None:
    german, english = ({path.name for path in (ROOT / "docs/user" / language).glob("*.md")} for language in LANGUAGES)
    assert german == english
    assert len(german) >= 5


def test_decisions_are_numbered_without_a_gap_and_listed() -> None:
    records = sorted(path.name for path in (ROOT / "docs/decisions").glob("0*.md"))
    assert [int(name[:4]) for name in records] == list(range(1, len(records) + 1))
    listed = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    assert not [name for name in records if f"({name})" not in listed]


def test_pictures_are_small() -> None:
    pictures = list((ROOT / "docs/pictures").iterdir())
    assert not [path.name for path in pictures if path.stat().st_size > 150_000]
    assert not [path.name for path in pictures if path.suffix == ".webp" and path.stat().st_size > 40_000]


def test_the_readme_starts_with_exactly_two_commands() -> None:
    for name in ("README.md", "README.de.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "python3 dev.py serve" in text and "python3 dev.py test" in text
