"""Bringing a backup back in place, asked for in the browser and done by `kms serve` between two runs of its processes.

Three steps, each of which can be cut off anywhere: the wish is a file; the backup is unpacked and checked beside the
running server; then, with everything stopped, what is there and what was unpacked change places by renaming.
"""

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
_WISH, _REFUSED, _DONE = "restore.wanted", "restore.refused", "restore.done"
_UNPACKING, _READY, _OLD = "restore.unpacking", "restore.ready", "restore.old"
_WITH_THE_DATABASE = ("kms.db-wal", "kms.db-shm", "index")


@dataclass(frozen=True)
class RestoreRequest:
    """Which backup is to be brought back, and who asked for it."""

    name: str
    by: int | None = None


@dataclass(frozen=True)
class RestoreOutcome:
    """Which backup was brought back last, when, and who asked for it."""

    name: str
    at: datetime
    by: int | None


def request_restore(data: Path, wish: RestoreRequest) -> None:
    """Leave the wish for the server; it is acted on within a second."""
    (data / _REFUSED).unlink(missing_ok=True)
    (data / _DONE).unlink(missing_ok=True)
    _write(data / _WISH, json.dumps(asdict(wish)))


def requested_restore(data: Path) -> RestoreRequest | None:
    """The wish that stands."""
    try:
        return RestoreRequest(**json.loads((data / _WISH).read_text("utf-8")))
    except FileNotFoundError:
        return None


def refused(data: Path) -> str:
    """Why the last wish was not granted; empty where it was."""
    try:
        return (data / _REFUSED).read_text("utf-8")
    except FileNotFoundError:
        return ""


def done(data: Path) -> RestoreOutcome | None:
    """What was brought back last, where nothing was wished for since."""
    try:
        found = json.loads((data / _DONE).read_text("utf-8"))
    except (FileNotFoundError, ValueError):  # a note of little weight: one that cannot be read is none
        return None
    return RestoreOutcome(found["name"], datetime.fromisoformat(found["at"]), found["by"])


def make_ready(shelf: BackupStore, database: Database, store: FileStore, newest: str) -> bool:
    """Keep a copy of what there is, and unpack and check what was wished for; False where that cannot be done.

    `newest` is the newest schema that this program knows.
    """
    wish = requested_restore(shelf.data)
    if wish is None:
        return False
    unpacking = shelf.data / _UNPACKING
    shutil.rmtree(unpacking, ignore_errors=True)
    try:
        restore(shelf.path(shelf.get(wish.name)), unpacking)
        if version_of(unpacking) > newest:
            raise NotRestored("The backup was taken by a newer kms than this one.", reasons.NEWER)
        backup(shelf.data, database, store, shelf.new(now(), "-before-restore"))
    except Exception as fault:
        shutil.rmtree(unpacking, ignore_errors=True)
        log.warning("the backup %s was not brought back: %s", wish.name, fault)
        _write(shelf.data / _REFUSED, str(reasons.BackupFailed(reasons.kind_of(fault), str(fault))))
        (shelf.data / _WISH).unlink(missing_ok=True)
        return False
    os.replace(unpacking, shelf.data / _READY)
    return True


def is_ready(data: Path) -> bool:
    """Whether something waits to take the place of what is there."""
    return (data / _READY).is_dir()


def change_places(data: Path) -> None:
    """Put what is ready in place; nothing may have the data open. Cut off, it goes on where it stopped."""
    ready, old = data / _READY, data / _OLD
    if wish := requested_restore(data):
        _write(data / _DONE, json.dumps({**asdict(wish), "at": now().isoformat()}))
    old.mkdir(exist_ok=True)
    waiting = sorted(path.name for path in ready.iterdir())
    leaving = [*waiting, *(_WITH_THE_DATABASE if "kms.db" in waiting else ())]
    for name in leaving:
        if (data / name).exists() and not (old / name).exists():
            os.replace(data / name, old / name)
    for name in waiting:
        os.replace(ready / name, data / name)
    ready.rmdir()
    (data / _WISH).unlink(missing_ok=True)
    shutil.rmtree(old)


def write_down(data: Path, database: Database) -> None:
    """Put the deed into the journal that came back, which ends before it."""
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
