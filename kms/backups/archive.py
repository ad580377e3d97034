"""Backup and restore: a tar file with the database, the files and the key."""

import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from pathlib import Path

from kms.backups import reasons
from kms.core.db import Database, backup_to
from kms.files.store import FileStore


class NotRestored(Exception):
    """Why nothing was restored, as text for the command line; `kind` as in `kms/backups/reasons.py`."""

    def __init__(self, words: str, kind: str = "") -> None:
        super().__init__(words)
        self.kind = kind


def backup(data: Path, database: Database, store: FileStore, target: Path) -> int:
    """Write the archive `target` atomically; returns the number of stored files in it. The database is copied first:
    files are immutable and only deleted a day after their last row, so every content referenced by the copy still
    exists."""
    with tempfile.TemporaryDirectory(dir=data, prefix="backup-") as folder:
        copy = Path(folder) / "kms.db"
        backup_to(database.engine, str(copy))
        part = target.with_name(target.name + ".part")
        names = sorted(store.contents())
        with _open(part, target.suffix in (".gz", ".tgz")) as tar:
            tar.add(copy, "kms.db")
            tar.add(data / "secret", "secret")
            for name in names:
                tar.add(store.path(name), f"files/{name[:2]}/{name}")
        with part.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(part, target)
    (data / "last-backup").touch()
    return len(names)


def _open(part: Path, compressed: bool) -> tarfile.TarFile:
    """Uses a low compression level: most data are images and PDF files, which are compressed already."""
    return tarfile.open(part, "w:gz", compresslevel=2) if compressed else tarfile.open(part, "w")


def restore(source: Path, data: Path) -> None:
    """Unpack an archive into `data`. Raises NotRestored if that is not empty or the archive is corrupt."""
    if data.exists() and any(data.iterdir()):
        raise NotRestored(f"{data} is not empty; restore into a new directory.")
    data.mkdir(parents=True, exist_ok=True)
    try:
        with _open_archive(source) as tar:
            tar.extractall(data, filter="data")
        _require_ours(data)
        _check(data / "kms.db")
        os.chmod(data / "secret", 0o600)
    except (tarfile.TarError, OSError, sqlite3.DatabaseError, EOFError, zlib.error) as fault:
        shutil.rmtree(data, ignore_errors=True)
        raise NotRestored(f"{source} is not a sound backup: {fault}", reasons.kind_of(fault)) from fault
    except NotRestored:
        shutil.rmtree(data, ignore_errors=True)
        raise


def _open_archive(source: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(source)
    except tarfile.ReadError as fault:
        raise NotRestored(f"{source} is not a sound backup: {fault}", reasons.FOREIGN) from fault


def _require_ours(data: Path) -> None:
    if not (data / "kms.db").is_file() or not (data / "secret").is_file():
        raise NotRestored("This archive holds no database and key of kms.", reasons.FOREIGN)


def version_of(data: Path) -> str:
    """Return the schema version of an unpacked backup. Raises NotRestored if it is not a database of this program."""
    connection = sqlite3.connect(data / "kms.db")
    try:
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    except (sqlite3.DatabaseError, TypeError) as fault:
        raise NotRestored("The database in this archive is none of kms.", reasons.FOREIGN) from fault
    finally:
        connection.close()


def _check(database: Path) -> None:
    connection = sqlite3.connect(database)
    try:
        verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        connection.close()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)
