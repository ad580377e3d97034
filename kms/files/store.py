"""Content-addressed file storage under SHA-256 names: write a temporary file, sync, rename."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kms.core.errors import NoRoom, TooLarge
from kms.core.text import N_

CHUNK = 1 << 20


@dataclass(frozen=True)
class Stored:
    """A content that is safely on disk."""

    sha256: str
    size: int


class FileStore:
    """Content-addressed files in one directory. `reserve` bytes of the disk are kept free for the database and the
    index; `scanner` is the command that checks each file before it is stored (`kms.files.scanning`)."""

    def __init__(self, directory: Path, reserve: int = 0, scanner: str = "") -> None:
        self.directory, self.reserve, self.scanner = directory, reserve, scanner

    def path(self, sha256: str) -> Path:
        """Return the path of this content."""
        return self.directory / sha256[:2] / sha256

    def receive(self, source: BinaryIO, limit: int) -> Path:
        """Write at most `limit` bytes of `source` to a temporary file; raises TooLarge or NoRoom, without leftovers."""
        self.directory.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(self.directory).free < self.reserve:
            raise NoRoom(N_("The disk of the server is nearly full, so no more files can be added for now."))
        handle, name = tempfile.mkstemp(prefix="incoming-", dir=self.directory)
        try:
            with os.fdopen(handle, "wb") as target:
                while chunk := source.read(CHUNK):
                    if target.tell() + len(chunk) > limit:
                        raise TooLarge(N_("This file is too large: %(n)s MB at most.", n=limit // 1_000_000))
                    target.write(chunk)
        except BaseException:
            os.unlink(name)
            raise
        return Path(name)

    def keep(self, temporary: Path) -> Stored:
        """Sync the temporary file and rename it to its final name."""
        with temporary.open("rb+") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        size, target = temporary.stat().st_size, self.path(digest)
        target.parent.mkdir(exist_ok=True)
        os.replace(temporary, target)
        directory = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
        return Stored(digest, size)

    def contents(self) -> Iterator[str]:
        """Yield the hashes of all stored files."""
        for path in self.directory.glob("??/*"):
            yield path.name

    def sound(self, sha256: str) -> bool:
        """Whether the stored bytes still match their hash."""
        try:
            with self.path(sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except FileNotFoundError:
            return False
