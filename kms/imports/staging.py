"""Staging area for the files of an import run: a separate folder next to the stored contents."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from kms.files.store import FileStore

KEPT_SECONDS = 3 * 24 * 3600


class StagingFolder:
    """The folder of the run `run_id`: the uploads, under numbers, and everything derived from them."""

    def __init__(self, store: FileStore, run_id: int) -> None:
        self.folder = store.directory / "bringing" / str(run_id)

    def put(self, temporary: Path, number: int) -> None:
        """Move a received file here."""
        self.folder.mkdir(parents=True, exist_ok=True)
        os.replace(temporary, self.sent(number))

    def sent(self, number: int) -> Path:
        return self.folder / f"sent-{number}"

    def fresh(self, name: str) -> Path:
        """Create an empty folder for derived files."""
        made = self.folder / name
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        return made

    def clear(self) -> None:
        """Delete everything."""
        shutil.rmtree(self.folder, ignore_errors=True)


def abandoned_runs(store: FileStore) -> Iterator[int]:
    """Yield the runs whose files have not been touched for three days."""
    for folder in (store.directory / "bringing").glob("*"):
        if folder.name.isdecimal() and time.time() - folder.stat().st_mtime > KEPT_SECONDS:
            yield int(folder.name)
