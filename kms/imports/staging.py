"""Where the files of an import run lie while it lasts: a folder of its own beside the stored contents."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from kms.files.store import FileStore

KEPT_SECONDS = 3 * 24 * 3600


class StagingFolder:
    """The folder of the run `run_id`: what was sent, under numbers, and what was made of it."""

    def __init__(self, store: FileStore, run_id: int) -> None:
        self.folder = store.directory / "bringing" / str(run_id)

    def put(self, temporary: Path, number: int) -> None:
        """Take over a received file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        os.replace(temporary, self.sent(number))

    def sent(self, number: int) -> Path:
        return self.folder / f"sent-{number}"

    def fresh(self, name: str) -> Path:
        """An empty folder for what is made of the files."""
        made = self.folder / name
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        return made

    def clear(self) -> None:
        """All of it is done with."""
        shutil.rmtree(self.folder, ignore_errors=True)


def abandoned_runs(store: FileStore) -> Iterator[int]:
    """The runs whose files have lain untouched for three days."""
    for folder in (store.directory / "bringing").glob("*"):
        if folder.name.isdecimal() and time.time() - folder.stat().st_mtime > KEPT_SECONDS:
            yield int(folder.name)
