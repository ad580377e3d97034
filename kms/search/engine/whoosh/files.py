"""Durable storage for Whoosh index files: they survive a power failure and are memory-mapped instead of copied."""

import mmap
import os
import struct
import zlib
from pathlib import Path
from typing import Any

import whoosh
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

if whoosh.__version__ != (2, 7, 4):
    raise ImportError("kms/search/whoosh_*.py are written for the inside of Whoosh 2.7.4")

_CRC = struct.Struct(">I")
_PIECE = 1 << 20


class DamagedIndexFile(Exception):
    """An index file is corrupt."""


class FileView:
    """A file object over a memory map: reads and seeks without copying the whole file (BufferFile copies it)."""

    def __init__(self, buffer: memoryview) -> None:
        self.buffer = buffer
        self._position = 0

    def read(self, size: int = -1) -> bytes:
        end = len(self.buffer) if size < 0 else self._position + size
        data = bytes(self.buffer[self._position : end])
        self._position += len(data)
        return data

    def readline(self) -> bytes:
        """Return the bytes up to a line ending, for pickle."""
        data = b""
        while piece := self.read(64):
            line_end = piece.find(b"\n")
            if line_end >= 0:
                self._position -= len(piece) - line_end - 1
                return data + piece[: line_end + 1]
            data += piece
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: len(self.buffer)}[whence]
        self._position = base + offset
        return self._position

    def tell(self) -> int:
        return self._position


class MappedFile(StructFile):  # type: ignore[misc]
    """The file from which Whoosh reads a table of contents: a view of a mapped file."""

    def __init__(self, buffer: memoryview, name: str | None = None) -> None:
        super().__init__(FileView(buffer), name=name)
        self._buffer = buffer

    def get(self, position: int, length: int) -> bytes:
        return bytes(self._buffer[position : position + length])


class SafeStorage(FileStorage):  # type: ignore[misc]
    """A directory whose segments and tables of contents end with a checksum and are synced to disk before use."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), supports_mmap=False)

    def create_file(self, name: str, excl: bool = False, mode: str = "wb", **kwargs: Any) -> StructFile:
        if _is_kept(name):
            kwargs["onclose"] = self._seal
        return super().create_file(name, excl=excl, mode=mode, **kwargs)

    def open_file(self, name: str, **kwargs: Any) -> MappedFile:
        return MappedFile(self.mapped(name), name)

    def mapped(self, name: str) -> memoryview:
        """Return the memory-mapped file, without copying it."""
        path = Path(self._fpath(name))
        with path.open("rb") as file:
            size = path.stat().st_size
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)) if size else memoryview(b"")

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        super().rename_file(oldname, newname, safe=safe)
        sync_directory(Path(self.folder))

    def verify(self, name: str) -> None:
        """Raise DamagedIndexFile unless the file is intact."""
        path = Path(self._fpath(name))
        size = path.stat().st_size - _CRC.size
        with path.open("rb") as file:
            if size < 0 or _checksum(path, size) != _CRC.unpack(_tail(file.fileno(), size))[0]:
                raise DamagedIndexFile(name)

    def _seal(self, file: StructFile) -> None:
        file.flush()
        path = Path(self._fpath(str(file)))
        file.seek(0, os.SEEK_END)
        file.write(_CRC.pack(_checksum(path, path.stat().st_size)))
        file.flush()
        os.fsync(file.fileno())


def sync_directory(path: Path) -> None:
    """Make new and renamed directory entries survive a power failure."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _is_kept(name: str) -> bool:
    return name.endswith(".seg") or ".toc" in name


def _checksum(path: Path, size: int) -> int:
    checksum = 0
    with path.open("rb") as file:
        while size > 0 and (piece := file.read(min(_PIECE, size))):
            checksum = zlib.crc32(piece, checksum)
            size -= len(piece)
    return checksum


def _tail(handle: int, offset: int) -> bytes:
    return os.pread(handle, _CRC.size, offset)
