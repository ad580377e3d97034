"""File types detected by content: only types known to be harmless are displayed inline."""

from pathlib import Path

import filetype
from PIL import Image, ImageOps, UnidentifiedImageError

from kms.core.db import is_full
from kms.core.errors import Invalid
from kms.core.text import N_, clean_line

INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
PDF = "application/pdf"
MOST_PIXELS = 25_000_000
MOST_FRAMES = 500
_FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
_SNIFF = 8192
_RESERVED = frozenset(["con", "prn", "aux", "nul"]) | {f"{n}{i}" for n in ("com", "lpt") for i in range(1, 10)}


def sniff(path: Path, name: str) -> str:
    """Return the media type of the content; the name only distinguishes text types and office formats."""
    head = path.read_bytes()[:_SNIFF] if path.stat().st_size < _SNIFF else _head(path)
    guess = filetype.guess(head)
    if guess is not None:
        return str(guess.mime)
    lower = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in lower[:2000] and lower.startswith((b"<svg", b"<?xml", b"<!--", b"<!doctype svg")):
        return "image/svg+xml"
    return "text/plain" if _is_text(head) and not lower.startswith(b"<") else "application/octet-stream"


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_SNIFF)


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as fault:
        return fault.start > len(head) - 4 and len(head) == _SNIFF
    return True


def tidy_image(path: Path, mime: str) -> None:
    """Check the size of an image and strip Exif metadata such as location and camera, in place. Raises Invalid for an
    image that is damaged or larger than 25 megapixels."""
    if mime not in INLINE:
        return
    try:
        with Image.open(path, formats=list(_FORMATS)) as image:
            width, height = image.size
            if width * height > MOST_PIXELS or getattr(image, "n_frames", 1) > MOST_FRAMES:
                raise Invalid({"file": N_("This picture is too large: 25 megapixels at most.")})
            if mime == "image/gif":
                image.verify()
                return
            turned = ImageOps.exif_transpose(image)
            bare = "exif" not in image.info and not image.getexif()
            turned.load()
            if not bare:
                turned.info.pop("exif", None)
                options = {"quality": 92} if image.format in ("JPEG", "WEBP") else {}
                turned.save(path, format=image.format, exif=b"", icc_profile=image.info.get("icc_profile"), **options)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        if is_full(fault):
            raise
        raise Invalid({"file": N_("This picture is damaged and cannot be read.")}) from fault


def may_hold_text(mime: str) -> bool:
    """Whether content of this media type may contain text."""
    return not mime.startswith(("image/", "audio/", "video/", "font/"))


def display_name(name: str) -> str:
    """Return the name for display and download: without folders, control and bidirectional characters; shortened."""
    name = clean_line(name.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if (stem or name).lower() in _RESERVED:
        name = f"_{name}"
    if len(name) > 150:
        name = (stem[: 140 - len(ending)] if dot else name[:150]) + (f".{ending[:20]}" if dot else "")
    return name or "file"
