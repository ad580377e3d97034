"""Background job: extract the text of new contents once, and again after the reader has improved."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from kms.core.clock import now
from kms.core.db import Database
from kms.files.gathered import VERSION
from kms.files.kinds import may_hold_text
from kms.files.models import FAILED, READING, TEXT_JOB, Blob, FileText
from kms.files.reading import Reading, ReadLimits, read_text
from kms.files.store import FileStore
from kms.jobs.queue import enqueue
from kms.jobs.worker import Handler

UPKEEP = "files.upkeep"
ATTEMPTS = 3
_PASSING = ("time", "memory", "died")
_LATER = timedelta(minutes=10)


def handlers(database: Database, store: FileStore, limits: ReadLimits | None) -> dict[str, Handler]:
    """Return the job handlers of this slice; without limits nothing is read."""

    def read(keys: Sequence[str]) -> None:
        for sha256 in keys:
            if limits is not None:
                read_content(database, store, limits, sha256)

    def look() -> None:
        with database.transaction() as session:
            leave_jobs(session)

    return {
        TEXT_JOB: Handler(read, aside=True),
        UPKEEP: Handler(lambda keys: look(), every=timedelta(days=1)),
    }


def read_content(
    database: Database,
    store: FileStore,
    limits: ReadLimits,
    sha256: str,
    reader: "Callable[..., Reading]" = read_text,
) -> None:
    """Read one content, unless that is done, and store the outcome. The attempt is recorded before it starts: a file
    that crashes the worker is skipped the third time."""
    with database.transaction() as session:
        tries = _begin(session, sha256)
    if tries is None:
        return
    if tries > ATTEMPTS:
        found = Reading(FAILED, "died")
    elif not store.path(sha256).exists():
        found = Reading(FAILED, "missing")
    else:
        found = reader(store.path(sha256), limits)
    with database.transaction() as session:
        _keep(session, sha256, found, tries)


def _begin(session: Session, sha256: str) -> int | None:
    """Record the attempt and return its number; None if there is nothing to do."""
    blob, row = session.get(Blob, sha256), session.get(FileText, sha256)
    if blob is None or not may_hold_text(blob.mime):
        return None
    if row is None:
        row = FileText(sha256=sha256, state=READING, version=VERSION, attempts=0)
        session.add(row)
    elif row.version != VERSION:
        row.version, row.attempts = VERSION, 0
    elif not _may_try_again(row):
        return None
    row.state, row.attempts = READING, row.attempts + 1
    return row.attempts


def _may_try_again(row: FileText) -> bool:
    return row.state == READING or (row.state == FAILED and row.reason in _PASSING and row.attempts < ATTEMPTS)


def _keep(session: Session, sha256: str, found: Reading, tries: int) -> None:
    row = session.get(FileText, sha256)
    if row is None:
        return
    row.state, row.reason, row.text, row.parts = found.state, found.reason, found.text, found.parts
    row.extracted_at = now()
    if found.reason in _PASSING and found.state == FAILED and tries < ATTEMPTS:
        enqueue(session, TEXT_JOB, [sha256], delay=_LATER * tries)


def leave_jobs(session: Session) -> int:
    """Enqueue a job for every content that was never read, or by an older reader; returns how many."""
    query = (
        select(Blob.sha256, Blob.mime)
        .outerjoin(FileText, FileText.sha256 == Blob.sha256)
        .where(or_(FileText.sha256.is_(None), FileText.version != VERSION))
    )
    found = [sha256 for sha256, mime in session.execute(query) if may_hold_text(mime)]
    enqueue(session, TEXT_JOB, found)
    return len(found)


def read_again(session: Session, *, only_failed: bool) -> int:
    """Enqueue all contents again, or only those that failed; returns how many."""
    query = update(FileText).values(version=0)
    session.execute(query.where(FileText.state == FAILED) if only_failed else query)
    return leave_jobs(session)
