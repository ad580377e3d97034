"""Every line of `mutants.toml`, broken, is noticed by a test: a rule without a test is only a habit."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.prove, pytest.mark.timeout(1500)]
ROOT = Path(__file__).parents[2]


def test_every_broken_line_is_noticed(capsys: pytest.CaptureFixture[str]) -> None:
    environment = {**os.environ, "CI": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "tests.prove.mutation"]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    told = done.stdout.decode("utf-8", "replace").strip()
    with capsys.disabled():
        print("", told.splitlines()[-1], end=" ")
    assert done.returncode == 0, told
