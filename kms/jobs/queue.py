"""Enqueue jobs in the same transaction as the change, and claim those that are due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Executable, case, delete, event, func, literal, select, update
from sqlalchemy.orm import Session, UOWTransaction

from kms.core.clock import now
from kms.core.db import Moment, insert_for, upsert
from kms.jobs.models import Job

_RETRY = (5, 30, 120, 600, 3600, 6 * 3600)


@dataclass(frozen=True)
class DueJob:
    """A claimed job: `rev` shows later whether it was enqueued again meanwhile."""

    id: int
    kind: str
    key: str
    rev: int


def enqueue(session: Session, kind: str, keys: Iterable[str], *, delay: timedelta = timedelta()) -> None:
    """Enqueue a job for each key; an existing job gets a new `rev` and its attempts are reset."""
    _leave(session, [(kind, key) for key in keys], now() + delay)


def enqueue_by(session: Session, kind: str, keys: Iterable[str], *, delay: timedelta) -> None:
    """Enqueue a job for each key, due in at most `delay`; an existing job that is due earlier keeps its time."""
    due = now() + delay
    rows = _rows([(kind, key) for key in keys], due)
    earlier = case((Job.run_at < due, Job.run_at), else_=literal(due, Moment()))
    upsert(session, Job, rows, keys=("kind", "key"), update={"rev": Job.rev + 1, "run_at": earlier})


@event.listens_for(Session, "after_flush")
def _watch(session: Session, context: UOWTransaction) -> None:
    """Enqueue the jobs declared by touched rows in the same transaction."""
    wanted: list[tuple[str, str]] = []
    for row in [*session.new, *session.dirty, *session.deleted]:
        names = getattr(row, "job_keys", None)
        wanted += names() if names else ()
    _leave(session, wanted, now())


def _leave(session: Session, wanted: Iterable[tuple[str, str]], due: datetime) -> None:
    if rows := _rows(wanted, due):
        session.execute(_leaving(session.get_bind().dialect.name), rows)


@cache
def _leaving(dialect: str) -> Executable:
    """Built once: nearly every change enqueues jobs."""
    insert = insert_for(dialect, Job.__table__)
    changes = {"rev": Job.rev + 1, "run_at": insert.excluded.run_at, "attempts": 0}
    return insert.on_conflict_do_update(index_elements=("kind", "key"), set_=changes)


def _rows(wanted: Iterable[tuple[str, str]], due: datetime) -> list[dict[str, object]]:
    new = {"rev": 1, "run_at": due, "created_at": now(), "attempts": 0, "error": ""}
    return [{"kind": kind, "key": key, **new} for kind, key in dict.fromkeys(wanted)]


def take_due(session: Session, kinds: Sequence[str], limit: int = 1000) -> list[DueJob]:
    """Return the longest-waiting due jobs of a single kind; they stay in the table until `finish` or `fail`."""
    first = session.scalar(
        select(Job.kind).where(Job.run_at <= now(), Job.kind.in_(kinds)).order_by(Job.run_at, Job.id).limit(1)
    )
    query = (
        select(Job.id, Job.kind, Job.key, Job.rev)
        .where(Job.kind == first, Job.run_at <= now())
        .order_by(Job.run_at, Job.id)
        .limit(limit)
    )
    return [DueJob(*row) for row in session.execute(query)] if first else []


def finish(session: Session, done: Iterable[DueJob]) -> None:
    """Delete these jobs, except those that were enqueued again meanwhile."""
    for job in done:
        session.execute(delete(Job).where(Job.id == job.id, Job.rev == job.rev))


def fail(session: Session, job: DueJob, error: str) -> None:
    """Store the error and retry later with increasing back-off (5 s to 6 h)."""
    attempts = session.scalar(select(Job.attempts).where(Job.id == job.id)) or 0
    wait = timedelta(seconds=_RETRY[min(attempts, len(_RETRY) - 1)])
    session.execute(
        update(Job)
        .where(Job.id == job.id, Job.rev == job.rev)
        .values(attempts=Job.attempts + 1, error=error[:2000], run_at=now() + wait)
    )


def pending(session: Session, kinds: Sequence[str], due_by: datetime | None = None) -> int:
    """Count the waiting jobs of these kinds (without failed ones waiting for a retry)."""
    query = select(func.count()).where(Job.kind.in_(kinds), Job.run_at <= (due_by or now()), Job.attempts == 0)
    return session.scalar(query) or 0


def failures(session: Session, limit: int = 100) -> Sequence[Job]:
    """Return the jobs that failed at least once, for administrators."""
    return session.scalars(select(Job).where(Job.attempts > 0).order_by(Job.run_at).limit(limit)).all()


def lag(session: Session) -> tuple[int, float]:
    """Return how many jobs are due, and for how many seconds the oldest has been."""
    count, oldest = session.execute(select(func.count(), func.min(Job.run_at)).where(Job.run_at <= now())).one()
    return count, max(0.0, (now() - oldest).total_seconds()) if oldest else 0.0


def exists(session: Session, kind: str, key: str) -> bool:
    """Whether this job is in the queue."""
    return session.scalar(select(Job.id).where(Job.kind == kind, Job.key == key)) is not None
