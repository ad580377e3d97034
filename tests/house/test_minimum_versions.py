"""No lock file may name a version older than the oldest one known to be safe."""

import json
import re
import tomllib
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KNOWN = tomllib.loads((ROOT / "docs" / "admin" / "minimum-versions.toml").read_text())
LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-bench.lock")


def locked_packages(lock: str) -> dict[str, str]:
    pinned = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", (ROOT / lock).read_text(), re.M)
    return {name.lower().replace("_", "-"): version for name, version in pinned}


def locked_browser_packages() -> dict[str, str]:
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]
    return {path.removeprefix("node_modules/"): entry["version"] for path, entry in packages.items() if path}


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))


@pytest.mark.parametrize("lock", LOCKS)
def test_the_python_locks_hold_only_safe_versions(lock: str) -> None:
    locked = locked_packages(lock)
    older = {
        name: (locked[name], entry["minimum"])
        for name, entry in KNOWN["python"].items()
        if name in locked and numbers(locked[name]) < numbers(entry["minimum"])
    }
    assert not older


def test_the_browser_lock_holds_only_safe_versions() -> None:
    locked = locked_browser_packages()
    older = {
        name: (locked[name], entry["minimum"])
        for name, entry in KNOWN["npm"].items()
        if numbers(locked[name]) < numbers(entry["minimum"])
    }
    assert not older


def test_every_listed_python_package_is_locked_somewhere() -> None:
    everything = {name for lock in LOCKS for name in locked_packages(lock)}
    assert set(KNOWN["python"]) <= everything


def test_the_python_locks_agree() -> None:
    for smaller, larger in pairwise(locked_packages(lock) for lock in LOCKS):
        assert {name: larger.get(name) for name in smaller} == smaller


@pytest.mark.parametrize("lock", [*LOCKS, "frontend/package-lock.json"])
def test_no_lock_contains_a_url(lock: str) -> None:
    assert not re.search(r"https?://|--index-url|--find-links", (ROOT / lock).read_text())


def test_the_date_of_the_last_advisory_review_is_recorded() -> None:
    assert isinstance(KNOWN["checked"], date)
