"""Thumbnails of images for lists, created on first request and stored next to the files."""

import os
import tempfile
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from kms.files.kinds import INLINE
from kms.files.store import FileStore

EDGE = 320
"""Pixels of the longer side."""


def thumbnail(store: FileStore, sha256: str, mime: str) -> Path | None:
    """Return a WebP of at most 320 × 320 pixels without metadata; None if it cannot be made."""
    target = store.directory / "thumbnails" / sha256[:2] / f"{sha256}.webp"
    if target.exists():
        return target
    if mime not in INLINE:
        return None
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix="making-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file, Image.open(store.path(sha256)) as image:
            image.draft("RGB", (2 * EDGE, 2 * EDGE))
            image.thumbnail((EDGE, EDGE))
            image.convert("RGBA" if image.has_transparency_data else "RGB").save(file, format="WEBP", quality=80)
        os.replace(name, target)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        os.unlink(name)
        return None
    return target
