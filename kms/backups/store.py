"""The directory of automatic backups: list them, create new names, prune old ones."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kms.core.errors import NotFound
from kms.core.text import N_

_NAME = re.compile(r"kms-(\d{8}-\d{6})(-before-restore)?\.tar\.gz")
_STAMP = "%Y%m%d-%H%M%S"


@dataclass(frozen=True)
class StoredBackup:
    """A backup: its file name, its time, its size in bytes."""

    name: str
    taken_at: datetime
    bytes: int

    @property
    def is_safety_copy(self) -> bool:
        """Whether it was taken before restoring an older one."""
        return "-before-restore" in self.name


@dataclass(frozen=True)
class BackupStore:
    """The directory of backups. `data` is the data directory they belong to."""

    folder: Path
    data: Path

    def list(self) -> Sequence[StoredBackup]:
        """Return all complete backups, newest first."""
        if not self.folder.is_dir():
            return []
        found = [kept for path in self.folder.iterdir() if (kept := _read(path))]
        return sorted(found, key=lambda kept: (kept.taken_at, kept.name), reverse=True)

    def get(self, name: str) -> StoredBackup:
        """Return the backup of this name. Raises NotFound."""
        found = next((kept for kept in self.list() if kept.name == name), None)
        if found is None:
            raise NotFound(N_("This backup is not there any more."))
        return found

    def path(self, kept: StoredBackup) -> Path:
        """Return the path of its file."""
        return self.folder / kept.name

    def new(self, moment: datetime, mark: str = "") -> Path:
        """Return the path for a backup taken at `moment`; `mark` is "" or "-before-restore"."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f"kms-{moment.astimezone(UTC):{_STAMP}}{mark}.tar.gz"

    def thin(self, keep: int) -> None:
        """Delete the oldest until `keep` are left; the last one is never deleted."""
        for kept in self.list()[max(1, keep) :]:
            self.path(kept).unlink(missing_ok=True)

    def remove(self, kept: StoredBackup) -> None:
        """Delete this one."""
        self.path(kept).unlink(missing_ok=True)

    def free(self) -> int:
        """Return the free bytes on the disk of the backups."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self.folder).free

    def shares_disk(self) -> bool:
        """Whether data and backups are on the same disk."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder.stat().st_dev == self.data.stat().st_dev


def _read(path: Path) -> StoredBackup | None:
    match = _NAME.fullmatch(path.name)
    if match is None or not path.is_file():
        return None
    taken_at = datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
    return StoredBackup(path.name, taken_at, path.stat().st_size)
