"""No circular imports between TypeScript modules: each can be read, moved and loaded after those it imports."""

import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*", re.S | re.M)
NAMED = re.compile(r"""(?:\bfrom|^\s*import|\bimport\()\s*["'](\.{1,2}/[^"'\n]+)["']""", re.M)


def imports_in(folder: Path) -> dict[Path, set[Path]]:
    """The imports of each module: values, types, and what it loads later, because any of them couples modules."""
    modules = [path for path in folder.rglob("*.ts") if not path.name.endswith(".d.ts")]
    return {path: named_by(path) & set(modules) for path in modules}


def named_by(module: Path) -> set[Path]:
    names = NAMED.findall(COMMENT.sub("", module.read_text("utf-8")))
    places = [(module.parent / name.removesuffix(".ts")).resolve() for name in names]
    return {place.with_name(f"{place.name}.ts") for place in places} | {place / "index.ts" for place in places}


def circle_in(imports: dict[Path, set[Path]]) -> list[str]:
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return [str(path) for path in error.args[1]]
    return []


@pytest.mark.parametrize("part", ["frontend/src", "browser-extension/src"])
def test_no_modules_import_each_other_in_a_circle(part: str) -> None:
    imports = imports_in(ROOT / part)
    assert sum(map(len, imports.values())) > len(imports)
    assert circle_in(imports) == []


@pytest.mark.parametrize(
    "line",
    [
        'import { b } from "./b";',
        'import type { B } from "./b.ts";',
        'import {\n  b,\n} from "./b";',
        'import "./b";',
        'export * from "./b";',
        'void import("./b").then(run);',
        'import { c } from "./c";',
    ],
)
def test_a_circle_is_found_for_any_kind_of_import(line: str, tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    for name, text in {"a": line, "b": 'import { a } from "./a";', "c/index": 'import { a } from "../a";'}.items():
        (tmp_path / f"{name}.ts").write_text(text)
    assert len(circle_in(imports_in(tmp_path))) == 3


def test_imports_in_comments_close_no_circle(tmp_path: Path) -> None:
    (tmp_path / "a.ts").write_text('// import { b } from "./b";\n/* import "./b"; */\n')
    (tmp_path / "b.ts").write_text('import { a } from "./a";\n')
    assert circle_in(imports_in(tmp_path)) == []
