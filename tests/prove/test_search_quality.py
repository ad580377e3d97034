"""Questions with known answers over real documents: the answers come first, in both languages."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from kms.cli import main
from tests.markup.oracle import shared

pytestmark = pytest.mark.prove

SETS = {"gesetze": "gesetze-de.tar.gz", "handbook": "handbook-en.tar.gz"}
OWN = Path(__file__).with_name("questions.tsv")
FLOOR = {"de": (0.92, 0.97, 0.94), "en": (0.84, 0.96, 0.90)}


def test_answers_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not shared("known-items.tsv").exists():
        pytest.skip("the shared data is absent")
    monkeypatch.setenv("KMS_DATA", str(tmp_path / "data"))
    _run("user", "add", "ana", "--name", "Ana", "--password-stdin", input="correct horse\n")
    for space, archive in SETS.items():
        words = ("import", "markdown", str(shared(archive)), "--space", space, "--by", "ana", "--access", "everyone")
        _run(*words)
    questions = tmp_path / "questions.tsv"
    questions.write_text(shared("known-items.tsv").read_text("utf-8") + OWN.read_text("utf-8"), "utf-8")
    told = _run("search-quality", str(questions), "--as", "ana")
    print(told)
    for language, floor in FLOOR.items():
        line = re.search(rf"^{language} +(\d+) +([\d.]+) +([\d.]+) +([\d.]+)$", told, re.MULTILINE)
        assert line, told
        assert int(line[1]) > 90
        assert all(float(line[place]) >= least for place, least in zip((2, 3, 4), floor, strict=True)), told


def _run(*words: str, input: str = "") -> str:
    result = CliRunner().invoke(main, words, input=input, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output
