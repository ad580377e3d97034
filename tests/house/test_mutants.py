"""The list of lines to break is not stale: each stands in the product once, and its tests are there."""

import re
from pathlib import Path

import pytest

from tests.prove import budget
from tests.prove.mutation import Mutant, fault_of, mutants

ROOT = Path(__file__).parents[2]


def test_every_line_to_break_stands_exactly_once_and_is_python_afterwards() -> None:
    assert [fault for mutant in mutants() if (fault := fault_of(mutant))] == []
    changes = [(mutant.file, mutant.line, mutant.broken) for mutant in mutants()]
    assert len(changes) >= 60 and len(set(changes)) == len(changes)


@pytest.mark.parametrize("line", ["a line that is nowhere", "return "])
def test_a_line_that_is_gone_or_not_the_only_one_is_said(line: str) -> None:
    assert "not once" in fault_of(Mutant("kms/access/policy.py", line, "pass", ()))


def test_the_tests_that_must_notice_are_there() -> None:
    for name in sorted({test for mutant in mutants() for test in mutant.tests}):
        file, _, function = name.partition("::")
        text = (ROOT / file).read_text("utf-8")
        assert not function or re.search(rf"^def {re.escape(function.partition('[')[0])}\(", text, re.MULTILINE), name


def test_budgets_are_for_proofs_that_there_are_and_fit_into_the_whole() -> None:
    assert [file for file in budget.SECONDS if not (ROOT / file).is_file()] == []
    proofs = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("test_*.py")
        if "mark.prove" in path.read_text("utf-8")
    }
    assert set(budget.SECONDS) <= proofs
    in_browsers = sum(budget.seconds_allowed(file) for file in proofs if file.startswith("tests/browser/"))
    alone = sum(budget.seconds_allowed(file) for file in proofs if not file.startswith("tests/browser/"))
    assert in_browsers / 2 + alone <= budget.ALL_MINUTES * 60
