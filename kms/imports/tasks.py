"""Background jobs of import runs: preview, execute, undo; delete abandoned files."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import select

from kms.core.clock import now
from kms.core.db import Database
from kms.files.reading import ReadLimits
from kms.files.store import FileStore
from kms.imports.models import FAILED, LOOK_JOB, READY, RUN_JOB, UNDO_JOB, ImportRun
from kms.imports.runner import GONE, ImportRunner
from kms.imports.staging import StagingFolder, abandoned_runs
from kms.imports.undo import take_back
from kms.jobs.worker import Handler

UPKEEP = "bringing.upkeep"


def handlers(database: Database, files: FileStore, limits: ReadLimits | None) -> dict[str, Handler]:
    """Return the job handlers of this slice."""
    bringer = ImportRunner(database, files, limits or ReadLimits())
    return {
        LOOK_JOB: Handler(_each(bringer.look), aside=True, lane="look"),
        RUN_JOB: Handler(_each(bringer.run), aside=True, lane="bring"),
        UNDO_JOB: Handler(_each(lambda run_id: take_back(database, run_id)), aside=True, lane="bring"),
        UPKEEP: Handler(lambda keys: tidy_up(database, files), every=timedelta(days=1)),
    }


def _each(act: Callable[[int], None]) -> Callable[[Sequence[str]], None]:
    def act_on_all(keys: Sequence[str]) -> None:
        for key in keys:
            act(int(key))

    return act_on_all


def tidy_up(database: Database, files: FileStore) -> None:
    """Fail runs whose preview was abandoned for three days, and delete their files."""
    for run_id in abandoned_runs(files):
        with database.transaction() as session:
            run = session.get(ImportRun, run_id)
            if run is not None and run.state == READY:
                run.state, run.error, run.ended_at = FAILED, str(GONE), now()
            waiting = run is not None and run.state not in (FAILED, READY) and run.ended_at is None
        if not waiting:
            StagingFolder(files, run_id).clear()
    with database.transaction() as session:
        old = now() - timedelta(days=365)
        for run in session.scalars(select(ImportRun).where(ImportRun.created_at < old)):
            session.delete(run)
