"""Enqueues jobs in the same transaction as the change, and fetches those that are due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Executable, case, delete, event, func, literal, select, update
from sqlalchemy.orm import Session, UOWTransaction

from kms.core.clock import now
from kms.core.db import Moment, insert_for, upsert
from kms.jobs.models import Job

_LEFT = "kms.jobs"
"""Key in a session's info: the jobs it will enqueue, each with its due time."""
RECURRING = "all"
"""The key of a recurring job."""
_RETRY = (5, 30, 120, 600, 3600, 6 * 3600)


@dataclass(frozen=True)
class DueJob:
    """A job taken from the queue: a different `rev` later means that it was enqueued again meanwhile."""

    id: int
    kind: str
    key: str
    rev: int


def enqueue(session: Session, kind: str, keys: Iterable[str], *, delay: timedelta = timedelta()) -> None:
    """Enqueue a job for each key; an existing job gets a new `rev` and its attempts are reset."""
    _leave(session, [(kind, key) for key in keys], now() + delay)


def enqueue_by(session: Session, kind: str, keys: Iterable[str], *, delay: timedelta) -> None:
    """Enqueue a job for each key, due in `delay` at the latest; an existing job that is due earlier stays so."""
    due = now() + delay
    rows = _rows([(kind, key) for key in keys], due)
    earlier = case((Job.run_at < due, Job.run_at), else_=literal(due, Moment()))
    upsert(session, Job, rows, keys=("kind", "key"), update={"rev": Job.rev + 1, "run_at": earlier})


def keep_recurring(session: Session, kind: str, every: timedelta) -> None:
    """Enqueue the recurring job of this kind if it is missing; an existing one keeps its due time.

    One that is due later than its interval allows was enqueued while the clock was wrong, and is made due earlier.
    """
    latest = now() + max(every, timedelta(seconds=_RETRY[-1]))
    due = session.scalar(select(Job.run_at).where(Job.kind == kind, Job.key == RECURRING))
    if due is None or due > latest:
        enqueue(session, kind, [RECURRING], delay=every)


@event.listens_for(Session, "after_flush")
def _watch(session: Session, context: UOWTransaction) -> None:
    """Every changed row that names job keys has its jobs enqueued in the same transaction."""
    wanted: list[tuple[str, str]] = []
    for row in [*session.new, *session.dirty, *session.deleted]:
        names = getattr(row, "job_keys", None)
        wanted += names() if names else ()
    _leave(session, wanted, now())


def _leave(session: Session, wanted: Iterable[tuple[str, str]], due: datetime) -> None:
    """Collected until the commit, so that the many reasons of one change become one statement."""
    for job in wanted:
        session.info.setdefault(_LEFT, {})[job] = due


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    left: dict[tuple[str, str], datetime] = session.info.pop(_LEFT, {})
    rows = [row for job, due in left.items() for row in _rows([job], due)]
    if rows:
        session.execute(_leaving(session.get_bind().dialect.name), rows)


@cache
def _leaving(dialect: str) -> Executable:
    """Built once, because nearly every change enqueues jobs."""
    insert = insert_for(dialect, Job.__table__)
    changes = {"rev": Job.rev + 1, "run_at": insert.excluded.run_at, "attempts": 0}
    return insert.on_conflict_do_update(index_elements=("kind", "key"), set_=changes)


def _rows(wanted: Iterable[tuple[str, str]], due: datetime) -> list[dict[str, object]]:
    new = {"rev": 1, "run_at": due, "created_at": now(), "attempts": 0, "error": ""}
    return [{"kind": kind, "key": key, **new} for kind, key in dict.fromkeys(wanted)]


def take_due(session: Session, kinds: Sequence[str], limit: int = 1000) -> list[DueJob]:
    """The due jobs of one kind, longest waiting first; they stay in the queue until `finish` or `fail`."""
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
    """Remove these jobs, except those that were enqueued again meanwhile."""
    for job in done:
        session.execute(delete(Job).where(Job.id == job.id, Job.rev == job.rev))


def drop(session: Session, kind: str) -> None:
    """Remove every job of this kind, including those that this transaction enqueues."""
    left: dict[tuple[str, str], datetime] = session.info.get(_LEFT, {})
    for job in [job for job in left if job[0] == kind]:
        del left[job]
    session.execute(delete(Job).where(Job.kind == kind))


def fail(session: Session, job: DueJob, error: str) -> None:
    """Keep the job with its error and retry later, with exponential back-off (5 s to 6 h)."""
    attempts = session.scalar(select(Job.attempts).where(Job.id == job.id)) or 0
    wait = timedelta(seconds=_RETRY[min(attempts, len(_RETRY) - 1)])
    session.execute(
        update(Job)
        .where(Job.id == job.id, Job.rev == job.rev)
        .values(attempts=Job.attempts + 1, error=error[:2000], run_at=now() + wait)
    )


def pending(session: Session, kinds: Sequence[str], due_by: datetime | None = None) -> int:
    """How many jobs of these kinds are waiting, without failed ones waiting for a retry."""
    query = select(func.count()).where(Job.kind.in_(kinds), Job.run_at <= (due_by or now()), Job.attempts == 0)
    return session.scalar(query) or 0


def failures(session: Session, limit: int = 100) -> Sequence[Job]:
    """Jobs that failed at least once: for administrators."""
    return session.scalars(select(Job).where(Job.attempts > 0).order_by(Job.run_at).limit(limit)).all()


def lag(session: Session) -> tuple[int, float]:
    """The number of due jobs, and for how many seconds the oldest has been due."""
    count, oldest = session.execute(select(func.count(), func.min(Job.run_at)).where(Job.run_at <= now())).one()
    return count, max(0.0, (now() - oldest).total_seconds()) if oldest else 0.0


def exists(session: Session, kind: str, key: str) -> bool:
    """Whether there is such a job, or this transaction enqueues one."""
    return (kind, key) in session.info.get(_LEFT, {}) or session.scalar(
        select(Job.id).where(Job.kind == kind, Job.key == key)
    ) is not None
