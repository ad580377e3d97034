"""Measuring the search: at which rank known answers come, as seen by the given person."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from kms.admin.search_quality import NotReadable, Outcome, QualityQuestion, read_questions, scores
from kms.cli import main


def test_questions_are_parsed_from_columns() -> None:
    text = "# note\n\nde\tWie viel Urlaub\thr/urlaub.md|hr/regeln\nen\tladders\tshop/ladders.md\n"
    assert read_questions(text) == [
        QualityQuestion("de", "Wie viel Urlaub", ("hr/urlaub", "hr/regeln")),
        QualityQuestion("en", "ladders", ("shop/ladders",)),
    ]
    with pytest.raises(NotReadable, match="line 2"):
        read_questions("de\ta\tb\nde ohne Tabulator\n")


def test_scores_depend_on_ranks() -> None:
    outcomes = [Outcome(QualityQuestion("de", "x", ("y",)), place, "") for place in (1, 2, 0, 6)]
    (score,) = scores(outcomes)
    assert (score.count, score.hit_at_1, score.hit_at_5) == (4, 0.25, 0.5)
    assert score.mean_reciprocal_rank == pytest.approx((1 + 1 / 2 + 1 / 6) / 4)


def test_the_command_measures_as_a_given_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KMS_DATA", str(tmp_path / "data"))
    for name in ("ana", "ben", "cleo"):
        _run("user", "add", name, "--name", name, "--password-stdin", input="correct horse\n")
    _run("group", "add", "Team", "--lead", "ana", "--member", "ben")
    notes = tmp_path / "notes"
    (notes / "werkstatt").mkdir(parents=True)
    (notes / "index.md").write_text("# Notizen\n\nAllerlei.\n")
    (notes / "werkstatt" / "leitern.md").write_text("# Leitern\n\nDie Prüfung der Leitern.\n")
    _run("import", "markdown", str(notes), "--space", "notizen", "--by", "ana", "--access", "group:Team")
    questions = tmp_path / "questions.tsv"
    questions.write_text("de\tprüfung leitern\tnotes/werkstatt/leitern.md\nen\tladders\twerkstatt/leitern\n")
    assert "de           1   1.00   1.00    1.00" in _run("search-quality", str(questions), "--as", "ben")
    cleo = _run("search-quality", str(questions), "--as", "cleo")
    assert "de           1   0.00   0.00    0.00" in cleo
    assert "not found  de  prüfung leitern  (at the top: nothing)" in cleo
    assert "de           1   1.00" in _run("search-quality", str(questions))


def _run(*words: str, input: str = "") -> str:
    result = CliRunner().invoke(main, words, input=input, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output
