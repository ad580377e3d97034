"""Questions with known answers over realistic company pages: the answers come first, in both languages."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from kms.cli import main
from tests.sets import HANDBOOK, OWN, SHARED, real_set

pytestmark = pytest.mark.prove


@dataclass(frozen=True)
class Asked:
    """Sets by space, questions about them, the minimum number of questions per language, and the required scores."""

    sets: dict[str, Path]
    questions: tuple[Path, ...]
    count: int
    floor: dict[str, tuple[float, float, float]]


MADE = Asked({"handbuch": HANDBOOK}, (OWN / "questions.tsv",), 20, {"de": (0.9, 0.95, 0.92), "en": (0.92, 0.98, 0.95)})
REAL = Asked(
    {"gesetze": SHARED / "gesetze-de.tar.gz", "handbook": SHARED / "handbook-en.tar.gz"},
    (SHARED / "known-items.tsv", Path(__file__).with_name("questions.tsv")),
    90,
    {"de": (0.92, 0.97, 0.94), "en": (0.84, 0.96, 0.90)},
)


@pytest.mark.parametrize(
    "asked", [pytest.param(MADE, id="own"), *(pytest.param(REAL, id="real") for _ in real_set("known-items.tsv"))]
)
def test_answers_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: Asked) -> None:
    monkeypatch.setenv("KMS_DATA", str(tmp_path / "data"))
    _run("user", "add", "ana", "--name", "Ana", "--password-stdin", input="correct horse\n")
    for space, path in asked.sets.items():
        _run("import", "markdown", str(path), "--space", space, "--by", "ana", "--access", "everyone")
    questions = tmp_path / "questions.tsv"
    questions.write_text("".join(path.read_text("utf-8") for path in asked.questions), "utf-8")
    told = _run("search-quality", str(questions), "--as", "ana")
    print(f"asked over {', '.join(path.name for path in asked.sets.values())}:\n{told}")
    for language, floor in asked.floor.items():
        line = re.search(rf"^{language} +(\d+) +([\d.]+) +([\d.]+) +([\d.]+)$", told, re.MULTILINE)
        assert line, told
        assert int(line[1]) > asked.count
        assert all(float(line[place]) >= least for place, least in zip((2, 3, 4), floor, strict=True)), told


def _run(*words: str, input: str = "") -> str:
    result = CliRunner().invoke(main, words, input=input, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output
