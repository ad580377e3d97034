"""How long each proof may take: a table at the end of `dev.py prove`, and a failure where one takes twice as long.

A proof that grows past its budget is to become a sample (`tests/sampling.py`), or its budget is to be raised here.
"""

from collections import defaultdict

import pytest

from tests.sampling import FULL

ALL_MINUTES = 40
"""So long all proofs together may take; those in browsers run two at a time."""
AT_MOST = 2
"""A proof that takes so many times its budget fails: machines differ, and something else may run beside."""
OTHERS = 40
SECONDS = {
    "tests/access/test_policy.py": 50,
    "tests/api/test_api.py": 90,
    "tests/browser/test_drafts.py": 130,
    "tests/browser/test_extension.py": 105,
    "tests/browser/test_journey_2.py": 60,
    "tests/browser/test_linking.py": 55,
    "tests/browser/test_phone.py": 90,
    "tests/browser/test_real_pages.py": 60,
    "tests/browser/test_search_page.py": 55,
    "tests/browser/test_slow.py": 50,
    "tests/browser/test_walk.py": 160,
    "tests/browser/test_xss.py": 30,
    "tests/files/test_reading.py": 45,
    "tests/markup/test_limits.py": 90,
    "tests/markup/test_render_safety.py": 45,
    "tests/prove/test_editors.py": 180,
    "tests/prove/test_index_kills.py": 90,
    "tests/prove/test_kills.py": 120,
    "tests/prove/test_kills_while_reading.py": 60,
    "tests/prove/test_mutants.py": 300,
    "tests/prove/test_restoring.py": 30,
    "tests/prove/test_search_quality.py": 120,
    "tests/prove/test_soak.py": 150,
    "tests/wiki/test_import_folder.py": 150,
}
"""What each file may take on two cores that do nothing else; `OTHERS` is for all that are not named."""


def seconds_allowed(file: str) -> int:
    """The budget of a file of proofs."""
    return SECONDS.get(file, OTHERS)


class Budget:
    """Adds up what each file takes; with xdist in the process that is told by the others."""

    def __init__(self) -> None:
        self.used: dict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.used[report.nodeid.partition("::")[0]] += report.duration

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.over() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if not self.used:
            return
        terminalreporter.section("seconds used of seconds allowed")
        for file, used in sorted(self.used.items(), key=lambda item: -item[1]):
            late = "  TOO SLOW" if file in self.over() else ""
            terminalreporter.line(f"{used:6.0f} of {seconds_allowed(file):4}  {file}{late}")
        terminalreporter.line(f"{sum(self.used.values()):6.0f} in all")

    def over(self) -> list[str]:
        """The files that took far too long; none where everything was asked for."""
        return [] if FULL else [file for file, used in self.used.items() if used > AT_MOST * seconds_allowed(file)]


def pytest_configure(config: pytest.Config) -> None:
    """Only where tests are told of, not in the processes of xdist that run them."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Budget(), "kms-budget")
