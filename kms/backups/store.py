"""The directory of backups that the server takes by itself: what lies there, what is thrown away."""

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
    """One backup: its file's name, when it was taken, its size in bytes."""

    name: str
    taken_at: datetime
    bytes: int

    @property
    def is_safety_copy(self) -> bool:
        """Whether it was taken because an older one was brought back."""
        return "-before-restore" in self.name


@dataclass(frozen=True)
class BackupStore:
    """Where backups lie. `data` is the directory they are of."""

    folder: Path
    data: Path

    def list(self) -> Sequence[StoredBackup]:
        """All whole backups, the newest first."""
        if not self.folder.is_dir():
            return []
        found = [kept for path in self.folder.iterdir() if (kept := _read(path))]
        return sorted(found, key=lambda kept: (kept.taken_at, kept.name), reverse=True)

    def get(self, name: str) -> StoredBackup:
        """The backup of this name. Raises NotFound."""
        found = next((kept for kept in self.list() if kept.name == name), None)
        if found is None:
            raise NotFound(N_("This backup is not there any more."))
        return found

    def path(self, kept: StoredBackup) -> Path:
        """Where its file lies."""
        return self.folder / kept.name

    def new(self, moment: datetime, mark: str = "") -> Path:
        """The path of a backup to be taken at `moment`; `mark` is "" or "-before-restore"."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder / f"kms-{moment.astimezone(UTC):{_STAMP}}{mark}.tar.gz"

    def thin(self, keep: int) -> None:
        """Throw the oldest away until `keep` are left; one always stays."""
        for kept in self.list()[max(1, keep) :]:
            self.path(kept).unlink(missing_ok=True)

    def remove(self, kept: StoredBackup) -> None:
        """Throw this one away."""
        self.path(kept).unlink(missing_ok=True)

    def free(self) -> int:
        """Bytes that are free where backups lie."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return shutil.disk_usage(self.folder).free

    def shares_disk(self) -> bool:
        """Whether one broken disk would take the data and the backups."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder.stat().st_dev == self.data.stat().st_dev


def _read(path: Path) -> StoredBackup | None:
    match = _NAME.fullmatch(path.name)
    if match is None or not path.is_file():
        return None
    taken_at = datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
    return StoredBackup(path.name, taken_at, path.stat().st_size)
