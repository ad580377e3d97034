"""Restore a backup in place, requested in the browser and performed by `kms serve` between two runs of its processes.
Three steps, each of which may be interrupted: the request is a file; the backup is unpacked and verified next to the
running server; then, with everything stopped, current and unpacked data are swapped by renaming."""

import json
import logging
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from kms.accounts.models import Person
from kms.audit.models import AuditEntry
from kms.backups import reasons
from kms.backups.archive import NotRestored, backup, restore, version_of
from kms.backups.store import BackupStore
from kms.core.clock import now
from kms.core.db import Database
from kms.files.store import FileStore

log = logging.getLogger("kms.backups")
_REQUEST, _REFUSED, _DONE = "restore.wanted", "restore.refused", "restore.done"
_UNPACKING, _READY, _OLD = "restore.unpacking", "restore.ready", "restore.old"
_WITH_THE_DATABASE = ("kms.db-wal", "kms.db-shm", "index")


@dataclass(frozen=True)
class RestoreRequest:
    """Which backup is to be restored, and who requested it."""

    name: str
    by: int | None = None


@dataclass(frozen=True)
class RestoreOutcome:
    """Which backup was restored last, when, and who requested it."""

    name: str
    at: datetime
    by: int | None


def request_restore(data: Path, request: RestoreRequest) -> None:
    """Submit a request to the server, which acts on it within a second."""
    (data / _REFUSED).unlink(missing_ok=True)
    (data / _DONE).unlink(missing_ok=True)
    _write(data / _REQUEST, json.dumps(asdict(request)))


def requested_restore(data: Path) -> RestoreRequest | None:
    """Return the pending request."""
    try:
        return RestoreRequest(**json.loads((data / _REQUEST).read_text("utf-8")))
    except FileNotFoundError:
        return None


def refused(data: Path) -> str:
    """Return why the last request was refused; empty if it was not."""
    try:
        return (data / _REFUSED).read_text("utf-8")
    except FileNotFoundError:
        return ""


def done(data: Path) -> RestoreOutcome | None:
    """Return what was restored last, unless there is a newer request."""
    try:
        found = json.loads((data / _DONE).read_text("utf-8"))
    except (FileNotFoundError, ValueError):  # only informative: an unreadable file counts as none
        return None
    return RestoreOutcome(found["name"], datetime.fromisoformat(found["at"]), found["by"])


def make_ready(backups: BackupStore, database: Database, store: FileStore, newest: str) -> bool:
    """Make a safety copy, then unpack and verify the requested backup; False if that fails. `newest` is the newest
    schema version this program knows."""
    request = requested_restore(backups.data)
    if request is None:
        return False
    unpacking = backups.data / _UNPACKING
    shutil.rmtree(unpacking, ignore_errors=True)
    try:
        restore(backups.path(backups.get(request.name)), unpacking)
        if version_of(unpacking) > newest:
            raise NotRestored("The backup was taken by a newer kms than this one.", reasons.NEWER)
        backup(backups.data, database, store, backups.new(now(), "-before-restore"))
    except Exception as fault:
        shutil.rmtree(unpacking, ignore_errors=True)
        log.warning("the backup %s was not restored: %s", request.name, fault)
        _write(backups.data / _REFUSED, str(reasons.BackupFailed(reasons.kind_of(fault), str(fault))))
        (backups.data / _REQUEST).unlink(missing_ok=True)
        return False
    os.replace(unpacking, backups.data / _READY)
    return True


def is_ready(data: Path) -> bool:
    """Whether unpacked data are ready to be swapped in."""
    return (data / _READY).is_dir()


def change_places(data: Path) -> None:
    """Swap in the unpacked data; nothing may have the data open. If interrupted, a later call continues."""
    ready, old = data / _READY, data / _OLD
    if request := requested_restore(data):
        _write(data / _DONE, json.dumps({**asdict(request), "at": now().isoformat()}))
    old.mkdir(exist_ok=True)
    waiting = sorted(path.name for path in ready.iterdir())
    leaving = [*waiting, *(_WITH_THE_DATABASE if "kms.db" in waiting else ())]
    for name in leaving:
        if (data / name).exists() and not (old / name).exists():
            os.replace(data / name, old / name)
    for name in waiting:
        os.replace(ready / name, data / name)
    ready.rmdir()
    (data / _REQUEST).unlink(missing_ok=True)
    shutil.rmtree(old)


def write_down(data: Path, database: Database) -> None:
    """Add the audit log entry of the restore to the restored database, whose log ends before it."""
    if found := done(data):
        with database.transaction() as session:
            by = session.scalar(select(Person.id).where(Person.id == found.by))
            session.add(AuditEntry(person_id=by, kind="backup.restored", about=found.name, at=found.at))


def _write(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
