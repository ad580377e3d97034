"""Background jobs: a nightly backup, and backups on demand."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from kms.backups import reasons
from kms.backups.archive import backup
from kms.backups.store import BackupStore
from kms.core.clock import now
from kms.core.db import Database
from kms.files.store import FileStore
from kms.jobs.worker import Handler
from kms.settings import queries

log = logging.getLogger("kms.backups")
JOB = "backup"
NOW = "now"


def handlers(database: Database, store: FileStore, backups: BackupStore, timezone: str) -> dict[str, Handler]:
    """Return the job handlers of this slice: the key "all" checks every 15 minutes for a due nightly backup."""

    def run(keys: Sequence[str]) -> None:
        with database.reading() as session:
            settings = queries.current(session)
        nightly = settings.backup_nightly and is_due(backups, settings.backup_hour, ZoneInfo(timezone), now())
        if NOW in keys or nightly:
            try:
                take(database, store, backups, settings.backup_keep)
            except reasons.BackupFailed:
                raise
            except Exception as fault:
                log.warning("the backup failed", exc_info=True)
                raise reasons.BackupFailed(reasons.kind_of(fault), str(fault)) from None

    return {JOB: Handler(run, batch=100, every=timedelta(minutes=15), aside=True)}


def is_due(backups: BackupStore, hour: int, zone: ZoneInfo, moment: datetime) -> bool:
    """Whether `hour` o'clock has passed since the newest backup was taken."""
    local = moment.astimezone(zone)
    last_hour = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    if last_hour > local:
        last_hour -= timedelta(days=1)
    taken = [kept.taken_at for kept in backups.list() if not kept.is_safety_copy]
    return not taken or max(taken) < last_hour


def take(database: Database, store: FileStore, backups: BackupStore, keep: int) -> Path:
    """Take a backup and delete old ones. Raises BackupFailed if one of the last one's size would not fit."""
    kept = backups.list()
    needed = (kept[0].bytes if kept else 0) + 100_000_000
    if backups.free() < needed:
        backups.thin(1)
    if backups.free() < needed:
        raise reasons.BackupFailed(reasons.NO_SPACE, f"{needed} bytes are needed, {backups.free()} are free")
    target = backups.new(now())
    backup(backups.data, database, store, target)
    backups.thin(keep)
    return target
