"""Why a backup or restore failed: a kind for each expected cause, and its message."""

import errno
import sqlite3
import tarfile
import zlib
from collections.abc import Iterator

from kms.core.errors import NotFound
from kms.core.text import N_, Message

NO_SPACE, NOT_WRITABLE, FOREIGN, DAMAGED, NEWER, GONE, UNKNOWN = (
    "no_space",
    "not_writable",
    "foreign",
    "damaged",
    "newer",
    "gone",
    "unknown",
)
WORDS: dict[str, Message] = {
    NO_SPACE: N_("There is not enough room on the disk. Make room there, or keep fewer backups."),
    NOT_WRITABLE: N_("The server may not write into its directories. Whoever looks after the machine has to allow it."),
    FOREIGN: N_("This file is no backup of kms."),
    DAMAGED: N_("The file is damaged or incomplete. Choose another backup."),
    NEWER: N_("The backup comes from a newer version of kms. Bring this installation up to date first."),
    GONE: N_("This backup is not there any more."),
    UNKNOWN: N_("Something unexpected happened. The log of the server says more."),
}
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)
_MARK = "because: "


class BackupFailed(Exception):
    """A backup failed for a known reason; `kind_in` recovers it from the stored text."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(f"{detail} ({_MARK}{kind})")
        self.kind = kind


def kind_of(fault: BaseException) -> str:
    """Return the kind of an exception, or of its cause."""
    return next((kind for cause in _causes(fault) if (kind := _kind(cause))), UNKNOWN)


def _causes(fault: BaseException | None) -> Iterator[BaseException]:
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__


def _kind(fault: BaseException) -> str:
    known = getattr(fault, "kind", "")
    if isinstance(known, str) and known in WORDS:
        return known
    if isinstance(fault, NotFound):
        return GONE
    if isinstance(fault, tarfile.FilterError):
        return FOREIGN
    if isinstance(fault, tarfile.TarError | EOFError | zlib.error | sqlite3.DatabaseError):
        return NO_SPACE if "disk is full" in str(fault) else DAMAGED
    if isinstance(fault, OSError):
        return NO_SPACE if fault.errno in _FULL else NOT_WRITABLE if fault.errno in _CLOSED else ""
    return ""


def kind_in(text: str) -> str:
    """Return the kind named in the stored text of a `BackupFailed`."""
    kind = text.rpartition(_MARK)[2].strip().rstrip(")")
    return kind if kind in WORDS else UNKNOWN


def say_why(text: str) -> Message | None:
    """Return the message for a stored text; None if there is none."""
    return WORDS[kind_in(text)] if text else None
