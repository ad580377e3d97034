"""Read queries for contents: their extracted text, and what is pending or failed."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kms.files.gathered import CELLS, VERSION
from kms.files.models import FAILED, READING, TEXT, TEXT_JOB, Blob, FileText
from kms.jobs.models import Job

ROWS = 200
"""Rows of a sheet shown as a table; further ones are shown as lines."""
_BETWEEN = re.compile(rf"(?:^| ){re.escape(CELLS.strip())}(?= |$)")
"""Empty cells leave a single space between two separators."""


@dataclass(frozen=True)
class TextPart:
    """A page, slide or sheet of a file: the offset of its text, and its number or name."""

    offset: int
    kind: str
    name: str
    anchor: str
    of: int

    @property
    def is_sheet(self) -> bool:
        return self.kind == "sheet"

    @property
    def label(self) -> str:
        """The name of a sheet; for a page or slide its number and their total."""
        return self.name if self.kind == "sheet" else f"{self.name} / {self.of}"


@dataclass(frozen=True)
class FileContent:
    """The text of a file; `reason` tells why it is missing or incomplete (`kms.files.models.FileText`)."""

    text: str = ""
    parts: tuple[TextPart, ...] = ()
    state: str = ""
    reason: str = ""

    def rows(self, lines: list[str]) -> list[list[str]]:
        """Return the lines of a sheet as cells, padded to the widest row; empty if it has no columns."""
        found = [[cell.strip() for cell in _BETWEEN.split(line)] for line in lines[:ROWS]]
        width = max(map(len, found), default=0)
        return [row + [""] * (width - len(row)) for row in found] if width > 1 else []

    def sections(self) -> list[tuple[TextPart | None, list[str]]]:
        """Return the lines of the text, by page, slide or sheet if it has any."""
        ends = [part.offset for part in self.parts[1:]] + [len(self.text)]
        start = self.parts[0].offset if self.parts else len(self.text)
        before = [(None, self.text[:start])] if self.text[:start].strip() else []
        sections = [(part, self.text[part.offset : end]) for part, end in zip(self.parts, ends, strict=False)]
        return [(part, [line for line in text.split("\n") if line]) for part, text in [*before, *sections]]


@dataclass(frozen=True)
class UnreadContent:
    """A content that could not be read, with the number of attempts and the reason."""

    sha256: str
    mime: str
    size: int
    reason: str
    attempts: int


@dataclass(frozen=True)
class ReadingProgress:
    """Number of contents that are pending, were read, contain no text, or failed."""

    waiting: int
    read: int
    none: int
    failed: int


def contents_of(session: Session, hashes: Iterable[str]) -> dict[str, FileContent]:
    """Return the text of these contents, as far as they have been read."""
    wanted = set(hashes)
    query = select(FileText).where(FileText.sha256.in_(wanted), FileText.state != READING)
    rows = session.scalars(query) if wanted else ()
    return {row.sha256: FileContent(row.text, parts_of(row.parts), row.state, row.reason) for row in rows}


def parts_of(stored: str | None) -> tuple[TextPart, ...]:
    """Parse the parts as stored in `FileText.parts`."""
    parts = json.loads(stored or "[]")
    return tuple(
        TextPart(offset, kind, name, f"part-{number}", len(parts))
        for number, (offset, kind, name) in enumerate(parts, 1)
    )


def progress(session: Session) -> ReadingProgress:
    """Return the progress of text extraction, for administrators."""
    query = select(FileText.state, func.count()).where(FileText.version == VERSION).group_by(FileText.state)
    states = {state: count for state, count in session.execute(query)}
    waiting = session.scalar(select(func.count()).where(Job.kind == TEXT_JOB, Job.attempts == 0)) or 0
    done = states.get(TEXT, 0), states.get(FAILED, 0)
    return ReadingProgress(waiting, done[0], sum(states.values()) - sum(done) - states.get(READING, 0), done[1])


def unread(session: Session, limit: int = 50) -> Sequence[UnreadContent]:
    """Return contents that could not be read, latest first."""
    query = (
        select(Blob.sha256, Blob.mime, Blob.size, FileText.reason, FileText.attempts)
        .join(FileText, FileText.sha256 == Blob.sha256)
        .where(FileText.state == FAILED)
        .order_by(FileText.extracted_at.desc())
        .limit(limit)
    )
    return [UnreadContent(*row) for row in session.execute(query)]
