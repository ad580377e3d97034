"""Location of the index: a directory per format version, containing one per build, and the build in use."""

import json
import os
import shutil
import uuid
from pathlib import Path

from whoosh.fields import TEXT, Schema
from whoosh.index import TOC, FileIndex

from kms.search.engine.whoosh.codec import FIELD, ColumnCodec, ColumnSegment, Writer
from kms.search.engine.whoosh.files import SafeStorage, sync_directory

VERSION = "v5"

_NAME = "MAIN"


class IndexDirectory:
    """The directory of the current format version; the file `current` names the build in use."""

    def __init__(self, directory: Path) -> None:
        self._all = directory
        self.path = directory / VERSION

    def state(self) -> tuple[str, int]:
        """Return the build in use and the number of its last commit; "" and 0 if there is none yet."""
        name = self.current()
        return name, _latest(self.storage(name)) if name else 0

    def current(self) -> str:
        """Return the name of the build in use, "" if there is none yet."""
        try:
            return (self.path / "current").read_text("ascii").strip()
        except FileNotFoundError:
            return ""

    def storage(self, name: str) -> SafeStorage:
        """Return the storage of a build."""
        return SafeStorage(self.path / name)

    def segments(self, name: str, number: int) -> list[ColumnSegment]:
        """Return the segments in the table of contents of a commit; raises if it is damaged."""
        storage = self.storage(name)
        storage.verify(TOC._filename(_NAME, number))
        found: list[ColumnSegment] = TOC.read(storage, _NAME, gen=number).segments
        return found

    def writer(self, name: str) -> Writer:
        """Return the exclusive writer of a build; raises LockError if another process is writing."""
        return Writer(FileIndex(self.storage(name), indexname=_NAME), timeout=10.0, codec=ColumnCodec(), compound=False)

    def create(self) -> str:
        """Create a new, empty build next to the one in use."""
        name = uuid.uuid4().hex[:12]
        (self.path / name).mkdir(parents=True, mode=0o700)
        FileIndex.create(self.storage(name), Schema(**{FIELD: TEXT()}), _NAME)
        return name

    def remove(self, name: str) -> None:
        """Delete a build."""
        shutil.rmtree(self.path / name, ignore_errors=True)

    def switch_to(self, name: str) -> str:
        """Use this build from now on and delete all others, including those of older versions."""
        _replace(self.path / "current", name)
        for path in (*self.path.iterdir(), *self._all.iterdir()):
            if path.is_dir() and path.name not in (name, VERSION):
                shutil.rmtree(path, ignore_errors=True)
        return name

    def size(self) -> int:
        """Return the size in bytes of the build in use."""
        return sum(path.stat().st_size for path in (self.path / self.current()).glob("*") if path.is_file())

    def rebuilds(self) -> int:
        """Return how often the index was rebuilt during the lifetime of the installation."""
        try:
            return int(json.loads((self._all / "rebuilds.json").read_text("ascii"))["count"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def count_rebuild(self) -> None:
        """Increment the number of rebuilds."""
        _replace(self._all / "rebuilds.json", json.dumps({"count": self.rebuilds() + 1}))


def _latest(storage: SafeStorage) -> int:
    number = int(TOC._latest_generation(storage, _NAME))
    if number < 0:
        raise FileNotFoundError("no table of contents")
    return number


def _replace(path: Path, text: str) -> None:
    new = path.with_name(f"{path.name}.new")
    with new.open("w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    sync_directory(path.parent)
