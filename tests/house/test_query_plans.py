"""No page scans a whole table that grows: checked with SQLite's query plan of every statement (speed.md)."""

import re
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.house.test_permission_matrix import QUERIES, World, addresses, world

__all__ = ["world"]
FEW = {"absences", "announcements", "epoch", "groups", "jobs", "join_requests", "people", "settings", "spaces"}
"""An organisation has hundreds of these at most, or they are emptied regularly."""
_READS = re.compile(r"\s*(SELECT|UPDATE|DELETE|WITH)\b")
_TRASH = re.compile(r"SEARCH \w+ USING INDEX \w+ \(trashed_at=\?\)$")
Asked = dict[str, Any]


@pytest.fixture
def asked() -> Iterator[Asked]:
    """Every statement, with values it was executed with."""
    found: Asked = {}

    def note(_: object, __: object, statement: str, values: Any, ___: object, many: bool) -> None:
        if not many and _READS.match(statement):
            found.setdefault(statement, values)

    event.listen(Engine, "before_cursor_execute", note)
    yield found
    event.remove(Engine, "before_cursor_execute", note)


def whole_tables(plan: list[str]) -> list[str]:
    """The steps that scan all rows, or all rows that are not in the trash."""
    scans = [step for step in plan if re.fullmatch(r"SCAN \w+( USING .*)?", step)]
    return [step for step in scans if step.split()[1] not in FEW] + [step for step in plan if _TRASH.match(step)]


def test_no_page_scans_a_whole_table(app, world: World, browser, program, runtime, asked: Asked) -> None:
    ana, key = browser("ana"), program("ana")
    for _, address in addresses(app, world, "GET"):
        for query in ("", *QUERIES):
            if address.startswith("/api/"):
                key("GET", address.removeprefix("/api/v1") + query)
            else:
                ana.get(address + query)
    assert len(asked) > 150
    with sqlite3.connect(runtime.config.data / "kms.db") as database:
        slow = {
            statement: steps
            for statement, values in asked.items()
            if (steps := whole_tables([row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {statement}", values)]))
        }
    assert slow == {}


def test_a_full_scan_is_detected() -> None:
    assert whole_tables(["SCAN pages", "SCAN people", "SCAN (subquery-1)", "SCAN CONSTANT ROW"]) == ["SCAN pages"]
    trap = "SEARCH bookmarks USING INDEX ix_bookmarks_trashed_at (trashed_at=?)"
    assert whole_tables([trap, "SEARCH pages USING INDEX ix_pages_trashed_at (trashed_at=? AND rowid=?)"]) == [trap]
