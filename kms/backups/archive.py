"""Backup and restore: one tar file with the database, the files and the key."""

import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from pathlib import Path

from kms.core.db import Database, backup_to
from kms.files.store import FileStore


class NotRestored(Exception):
    """Why nothing was restored."""


def backup(data: Path, database: Database, store: FileStore, target: Path) -> int:
    """Write the archive `target`, complete or not at all; returns the number of stored files in it.

    The database is copied first: files are never changed and only removed a day after their last
    row, so every content the copy points to is still there.
    """
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
    """Most of an installation is pictures and PDF files, which no effort makes smaller."""
    return tarfile.open(part, "w:gz", compresslevel=2) if compressed else tarfile.open(part, "w")


def restore(source: Path, data: Path) -> None:
    """Unpack an archive into `data`. Raises NotRestored where that is not empty or the archive is not sound."""
    if data.exists() and any(data.iterdir()):
        raise NotRestored(f"{data} is not empty; restore into a new directory.")
    data.mkdir(parents=True, exist_ok=True)
    try:
        with tarfile.open(source) as tar:
            tar.extractall(data, filter="data")
        _check(data / "kms.db")
        os.chmod(data / "secret", 0o600)
    except (tarfile.TarError, OSError, sqlite3.DatabaseError, EOFError, zlib.error) as fault:
        shutil.rmtree(data, ignore_errors=True)
        raise NotRestored(f"{source} is not a sound backup: {fault}") from fault


def _check(database: Path) -> None:
    connection = sqlite3.connect(database)
    try:
        verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        connection.close()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)
