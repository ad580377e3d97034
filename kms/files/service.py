"""Store an uploaded file: first the content on disk, then a row that points to it."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from kms.core.db import upsert
from kms.files.kinds import display_name, sniff, tidy_image
from kms.files.models import Blob
from kms.files.scanning import scan
from kms.files.store import FileStore


@dataclass(frozen=True)
class Upload:
    """A file that is on disk but has no row yet."""

    sha256: str
    size: int
    mime: str
    name: str


def store_upload(store: FileStore, temporary: Path, name: str) -> Upload:
    """Inspect the content, strip image metadata, store it. Raises Invalid; call it outside writing transactions."""
    name = display_name(name)
    try:
        scan(store.scanner, temporary, name)
        mime = sniff(temporary, name)
        tidy_image(temporary, mime)
        stored = store.keep(temporary)
    finally:
        temporary.unlink(missing_ok=True)
    return Upload(stored.sha256, stored.size, mime, name)


def register(session: Session, upload: Upload) -> None:
    """Insert the row of a content, unless it exists."""
    row = {"sha256": upload.sha256, "size": upload.size, "mime": upload.mime}
    upsert(session, Blob, [row], keys=("sha256",))
