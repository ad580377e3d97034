"""What an import will do or has done, row by row; stored with its run as JSON."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Self

NEW, CHANGED, SAME, LEFT = "new", "changed", "same", "left"
PAGE, FILE, BOOKMARKS = "page", "file", "bookmarks"


@dataclass(frozen=True)
class ReportRow:
    """One imported item: `verdict` is new, changed, same or left; for left, `why` is the reason. `note` is a remark
    worth checking. The bookmarks of one file are a single row with their numbers in `counts`, and in `reasons` the
    reasons with their number and some examples. `address` is the URL of the item."""

    kind: str
    path: str
    verdict: str
    title: str = ""
    why: str = ""
    note: str = ""
    size: int = 0
    folders: int = 0
    address: str = ""
    counts: tuple[int, int, int, int] = (0, 0, 0, 0)
    reasons: tuple[tuple[str, int, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class RunReport:
    """All rows, sorted by path."""

    rows: tuple[ReportRow, ...] = ()

    @property
    def totals(self) -> dict[str, int]:
        """How many pages, files and bookmarks are new, changed, the same, or skipped."""
        found: Counter[str] = Counter()
        for row in self.rows:
            found.update(dict(zip((NEW, CHANGED, SAME, LEFT), _counts(row), strict=True)))
        return {name: found[name] for name in (NEW, CHANGED, SAME, LEFT)}

    @property
    def size(self) -> int:
        return sum(row.size for row in self.rows)

    def of(self, kind: str) -> "RunReport":
        """Return the rows of one kind."""
        return RunReport(tuple(row for row in self.rows if row.kind == kind))

    def having(self, *verdicts: str) -> tuple[ReportRow, ...]:
        """Return the rows with one of these verdicts."""
        return tuple(row for row in self.rows if row.verdict in verdicts)

    def dump(self) -> str:
        return json.dumps([_slim(row) for row in self.rows], ensure_ascii=False)

    @classmethod
    def load(cls, stored: str) -> Self:
        """Load what `dump` wrote."""
        return cls(tuple(_row(found) for found in json.loads(stored or "[]")))

    @classmethod
    def of_rows(cls, rows: Iterable[ReportRow]) -> Self:
        """Create a report with pages before files before bookmarks, each sorted by path."""
        order = (PAGE, FILE, BOOKMARKS)
        return cls(tuple(sorted(rows, key=lambda row: (order.index(row.kind), row.path))))


def _counts(row: ReportRow) -> tuple[int, ...]:
    if row.kind == BOOKMARKS and any(row.counts):
        return row.counts
    return tuple(int(row.verdict == name) for name in (NEW, CHANGED, SAME, LEFT))


def _slim(row: ReportRow) -> dict[str, Any]:
    plain = ReportRow("", "", "")
    return {name: value for name, value in asdict(row).items() if value != getattr(plain, name)}


def _row(found: dict[str, Any]) -> ReportRow:
    counts = tuple(found.pop("counts", (0, 0, 0, 0)))
    reasons = tuple((why, count, tuple(examples)) for why, count, examples in found.pop("reasons", ()))
    return ReportRow(**found, counts=counts, reasons=reasons)
