"""A Word file as page text with images: read by the sandboxed process, written as Markdown."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import quote

import filetype

from kms.core.text import N_, clean_line
from kms.core.unpacking import UnpackedItem
from kms.files.reading import ReadLimits, WordText, read_word
from kms.markup.from_html import markdown_of
from kms.markup.limits import TEXT_BYTES
from kms.wiki.pages.inputs import TITLE

OLD_WORD = N_("this is an old Word file; open it in Word, choose Save as, and as file type “Word document (*.docx)”").id
TOO_MANY = N_("only the first 200 Word files of an import become pages; this one is attached").id
PICTURES_LEFT = N_("some of its pictures could not be taken over").id
NOT_SHOWN = N_("some of its pictures are of a kind that browsers cannot show; they are attached").id
_REFUSED = {
    "encrypted": N_("it is locked with a password, so its text could not be read; it is attached").id,
    "kind": N_("it is not a Word file inside; it is attached").id,
    "hostile": N_("it is not what it should be, so it was not read; it is attached").id,
    "memory": N_("reading it took too much memory; it is attached").id,
    "time": N_("reading it took too long; it is attached").id,
    "damaged": N_("it is damaged, so its text could not be read; it is attached").id,
    "long": N_("its text is too long for one page; it is attached").id,
}
_SHOWN = {"png": "png", "jpeg": "jpg", "jpg": "jpg", "gif": "gif", "webp": "webp", "svg+xml": "svg"}
_ENDINGS = {"emf": "emf", "x-emf": "emf", "wmf": "wmf", "x-wmf": "wmf", "tiff": "tif", "bmp": "bmp"}


@dataclass(frozen=True)
class WordPage:
    """A text with its images, or the reason why there is none; `note` is a remark worth checking."""

    title: str
    text: UnpackedItem
    pictures: tuple[UnpackedItem, ...] = ()
    note: str = ""
    refused: str = ""

    @classmethod
    def read(cls, item: UnpackedItem, folder: Path, limits: ReadLimits) -> Self:
        """Read `item`; the results are written to `folder`."""
        found = read_word(item.file, limits)
        file = folder / "text.md"
        if found.reason:
            return cls("", item, refused=_REFUSED.get(found.reason, _REFUSED["damaged"]))
        pictures = [_picture(item, folder, number, *picture) for number, picture in enumerate(found.pictures)]
        paths = {f"picture-{number}": _relative(item, picture) for number, picture in enumerate(pictures)}
        document = markdown_of(found.html, paths.get)
        file.write_text(document.text, encoding="utf-8")
        text = UnpackedItem(f"{item.path}.md", file, item.size)
        if file.stat().st_size > TEXT_BYTES:
            return cls("", item, refused=_REFUSED["long"])
        title = clean_line(document.title)[:TITLE].strip() or _stem(item.path)
        return cls(title, text, tuple(pictures), _note(found, pictures))


def is_word(path: str) -> bool:
    """Whether a file is converted by `WordPage.read`; files with macros and templates are read in the same way."""
    return path.lower().endswith((".docx", ".docm", ".dotx"))


def is_old_word(item: UnpackedItem) -> bool:
    """Whether it has the format of Word 2003 and earlier, which is not supported."""
    return item.path.lower().endswith((".doc", ".dot"))


def _picture(item: UnpackedItem, folder: Path, number: int, kind: str, content: bytes) -> UnpackedItem:
    guess = filetype.guess(content[:8192])
    name = (str(guess.mime) if guess else kind).rpartition("/")[2].lower()
    ending = _SHOWN.get(name) or _ENDINGS.get(name, "bin")
    file = folder / f"picture-{number}"
    file.write_bytes(content)
    return UnpackedItem(f"{item.path}.files/{_stem(item.path)}-{number + 1}.{ending}", file, len(content))


def _relative(item: UnpackedItem, picture: UnpackedItem) -> str:
    base = item.path.rpartition("/")[0]
    return quote(picture.path[len(base) + 1 :] if base else picture.path)


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0] or path


def _note(found: WordText, pictures: list[UnpackedItem]) -> str:
    if found.left:
        return PICTURES_LEFT
    return NOT_SHOWN if any(not picture.path.endswith(tuple(_SHOWN.values())) for picture in pictures) else ""
