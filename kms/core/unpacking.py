"""Safely unpack a folder, .zip or .tar.gz from outside with `unpacked(path)`, within limits."""

import gzip
import os
import tarfile
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from kms.core.errors import Invalid, KmsError
from kms.core.text import N_, clean_text

CHUNK = 1 << 16
OUTSIDE, LINK, HIDDEN, SPECIAL, DOUBLE, LONG = (
    N_("it leads outside the archive").id,
    N_("it is a symbolic link").id,
    N_("it is hidden").id,
    N_("it is not a regular file").id,
    N_("there is another file of this name").id,
    N_("its path is too long").id,
)
_HIDDEN_NAMES = ("__macosx", "thumbs.db", "desktop.ini")
_DAMAGED = (zipfile.BadZipFile, tarfile.TarError, zlib.error, gzip.BadGzipFile, EOFError, RuntimeError, ValueError)


@dataclass(frozen=True)
class UnpackLimits:
    """Limits: number of files, total bytes, and compression ratio (but always at least `floor` bytes)."""

    files: int = 50_000
    total: int = 2_000_000_000
    ratio: int = 200
    floor: int = 50_000_000
    path: int = 900


@dataclass(frozen=True)
class UnpackedItem:
    """One file: its path inside the archive (NFC, `/` separators, without a single top folder) and its path on disk."""

    path: str
    file: Path
    size: int


@dataclass
class Unpacked:
    """The files found, sorted by path; skipped files with reasons; and the single top folder, if there was one."""

    items: list[UnpackedItem] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    top: str = ""


@contextmanager
def unpacked(path: Path, limits: UnpackLimits | None = None) -> Iterator[Unpacked]:
    """Yield the files of a folder or archive; an archive stays unpacked while the context is open.

    The whole archive is measured before anything is written, and files are written under numbers, so that no name in
    the archive reaches the disk. If all its files share a single top folder, paths are relative to that folder. Raises
    Invalid if the file is not an archive, is damaged or exceeds the limits.
    """
    limits = limits or UnpackLimits()
    if path.is_dir():
        yield _sorted(_walk(path, limits))
        return
    with tempfile.TemporaryDirectory(prefix="kms-import-") as folder:
        try:
            found = _unpack(path, Path(folder), limits)
        except _DAMAGED as fault:
            raise Invalid({"path": N_("This archive is damaged: %(fault)s", fault=str(fault)[:200])}) from fault
        yield _sorted(_without_top(found))


def _walk(folder: Path, limits: UnpackLimits) -> Unpacked:
    found = Unpacked()
    seen: set[str] = set()
    for place, folders, names in os.walk(folder):
        inside = Path(place).relative_to(folder)
        for name in sorted(folders):
            if name.startswith(".") or (Path(place) / name).is_symlink():
                reason = HIDDEN if name.startswith(".") else LINK
                found.skipped.append((f"{clean_name(str(inside / name))}/", reason))
        folders[:] = sorted(f for f in folders if not f.startswith(".") and not (Path(place) / f).is_symlink())
        for name in sorted(names):
            file = Path(place) / name
            clean = clean_name((inside / name).as_posix())
            reason = _refusal_of_file(file) or refusal(clean, seen, limits)
            if reason:
                found.skipped.append((clean, reason))
            else:
                _add(found, UnpackedItem(clean, file, file.stat().st_size), limits)
    return found


def _refusal_of_file(file: Path) -> str:
    if file.is_symlink():
        return LINK
    return "" if file.is_file() else SPECIAL


def _unpack(path: Path, folder: Path, limits: UnpackLimits) -> Unpacked:
    most = min(limits.total, max(limits.floor, limits.ratio * path.stat().st_size))
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return _unpack_zip(archive, folder, limits, most)
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    if not packed and not tarfile.is_tarfile(path):
        raise Invalid({"path": N_("This is neither a folder nor a .zip or .tar.gz archive.")})
    _measure_tar(path, packed, limits, most)
    return _unpack_tar(path, packed, folder, limits, most)


def _unpack_zip(archive: zipfile.ZipFile, folder: Path, limits: UnpackLimits, most: int) -> Unpacked:
    members = archive.infolist()
    if len(members) > limits.files or sum(member.file_size for member in members) > most:
        raise _too_large()
    found, seen, budget = Unpacked(), set[str](), _Budget(most)
    for number, member in enumerate(members):
        if member.is_dir():
            continue
        name = clean_name(member.filename.replace("\\", "/"))
        is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
        reason = LINK if is_link else refusal(name, seen, limits)
        if reason:
            found.skipped.append((name, reason))
            continue
        with archive.open(member) as source:
            found.items.append(_write(source, folder / str(number), name, budget))
    return found


def _measure_tar(path: Path, packed: bool, limits: UnpackLimits, most: int) -> None:
    count = 0
    with _tar(path, packed, _Budget(most)) as archive:
        for _ in archive:
            count += 1
            if count > limits.files:
                raise _too_large()


def _unpack_tar(path: Path, packed: bool, folder: Path, limits: UnpackLimits, most: int) -> Unpacked:
    found, seen, budget = Unpacked(), set[str](), _Budget(most)
    with _tar(path, packed, _Budget(most)) as archive:
        for number, member in enumerate(archive):
            if member.isdir():
                continue
            name = clean_name(member.name)
            reason = _refusal_of_member(member) or refusal(name, seen, limits)
            source = None if reason else archive.extractfile(member)
            if source is None:
                found.skipped.append((name, reason or SPECIAL))
                continue
            found.items.append(_write(source, folder / str(number), name, budget))
    return found


def _refusal_of_member(member: tarfile.TarInfo) -> str:
    if member.issym() or member.islnk():
        return LINK
    return "" if member.isreg() else SPECIAL


@contextmanager
def _tar(path: Path, packed: bool, budget: "_Budget") -> Iterator[tarfile.TarFile]:
    with path.open("rb") as file:
        stream: Any = gzip.GzipFile(fileobj=file) if packed else file
        source: Any = _Counted(stream, budget)
        with tarfile.open(fileobj=source, mode="r|") as archive:
            yield archive


class _Budget:
    """Counts bytes and raises Invalid at the limit."""

    def __init__(self, most: int) -> None:
        self.left = most

    def spend(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise _too_large()


class _Counted:
    """A stream that counts its decompressed bytes, headers included."""

    def __init__(self, stream: IO[bytes], budget: _Budget) -> None:
        self._stream, self._budget = stream, budget
        budget.left += 10_000_000  # headers and padding are not content

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._budget.spend(len(data))
        return data


def _write(source: IO[bytes], target: Path, name: str, budget: _Budget) -> UnpackedItem:
    size = 0
    with target.open("wb") as file:
        while chunk := source.read(CHUNK):
            size += len(chunk)
            budget.spend(len(chunk))
            file.write(chunk)
    return UnpackedItem(name, target, size)


def _add(found: Unpacked, item: UnpackedItem, limits: UnpackLimits) -> None:
    found.items.append(item)
    if len(found.items) > limits.files:
        raise _too_large()


def refusal(name: str, seen: set[str], limits: UnpackLimits) -> str:
    """Return why this name is skipped; "" if it is accepted, in which case it is added to `seen`."""
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or ":" in parts[0][1:2]:
        return OUTSIDE
    if any((part.startswith((".", "~$")) and part != ".") or part.lower() in _HIDDEN_NAMES for part in parts):
        return HIDDEN
    if len(name) > limits.path:
        return LONG
    if name in seen:
        return DOUBLE
    seen.add(name)
    return ""


def clean_name(name: str) -> str:
    """Normalise a path: composed characters (NFC), no control characters, no leading `./`."""
    return unicodedata.normalize("NFC", clean_text(name)).removeprefix("./")


def _without_top(found: Unpacked) -> Unpacked:
    tops = {item.path.partition("/")[0] for item in found.items}
    if len(tops) != 1 or not all("/" in item.path for item in found.items):
        return found
    top = tops.pop()
    start = len(top) + 1
    return Unpacked([UnpackedItem(item.path[start:], item.file, item.size) for item in found.items], found.skipped, top)


def _sorted(found: Unpacked) -> Unpacked:
    found.items.sort(key=lambda item: item.path)
    return found


def _too_large() -> KmsError:
    return Invalid({"path": N_("This archive holds too much: too many files, or too many bytes for its size.")})
