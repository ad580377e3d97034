"""Named arrays of numbers and bytes in one file, read through a memory map without copying."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import numpy as np
import orjson
from numpy.typing import NDArray

Column = NDArray[Any]
Columns = Mapping[str, Column]

_MAGIC = b"kms-columns-1\n"
_ALIGN = 8


class Writable(Protocol):
    """The destination for columns."""

    def write(self, data: bytes) -> object: ...


def write_columns(file: Writable, columns: Columns) -> None:
    """Write the arrays; the header contains for each its type, its length and its offset after the header."""
    layout, offset = {}, 0
    for name, column in columns.items():
        layout[name] = (column.dtype.str, len(column), offset)
        offset += _padded(column.nbytes)
    header = orjson.dumps(layout)
    file.write(_MAGIC + len(header).to_bytes(8, "little"))
    file.write(header + bytes(_padded(_start(header)) - _start(header)))
    for column in columns.values():
        file.write(np.ascontiguousarray(column).tobytes() + bytes(_padded(column.nbytes) - column.nbytes))


def read_columns(data: memoryview) -> dict[str, Column]:
    """Return the arrays as views of `data`; raises ValueError if it is corrupt."""
    return dict(_columns(data))


def _columns(data: memoryview) -> Iterator[tuple[str, Column]]:
    if bytes(data[: len(_MAGIC)]) != _MAGIC:
        raise ValueError("not a file of columns")
    size = int.from_bytes(data[len(_MAGIC) : len(_MAGIC) + 8], "little")
    header = bytes(data[len(_MAGIC) + 8 : len(_MAGIC) + 8 + size])
    start = _padded(_start(header))
    for name, (kind, count, offset) in orjson.loads(header).items():
        yield name, np.frombuffer(data, np.dtype(kind), count, start + offset)


def _start(header: bytes) -> int:
    return len(_MAGIC) + 8 + len(header)


def _padded(size: int) -> int:
    return -(-size // _ALIGN) * _ALIGN


def bounds(counts: Column) -> Column:
    """Return the start of each of several runs of these lengths, and the end of the last one."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)))


def sizes(starts: Column) -> Column:
    """Return the lengths of the runs between these bounds."""
    return starts[1:].astype(np.int64) - starts[:-1].astype(np.int64)


def runs_of(starts: Column, counts: Column) -> Column:
    """Return the concatenated positions of several runs: starts 5, 20 of lengths 2, 3 are 5, 6, 20, 21, 22."""
    ends = np.cumsum(counts, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total, dtype=np.int64) + np.repeat(starts - (ends - counts), counts)
