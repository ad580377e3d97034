"""Text collected while reading a file: cleaned, limited, with the offsets of its pages, slides and sheets."""

import re
import unicodedata
from dataclasses import dataclass, field

VERSION = 3
"""Increase it when the readers improve: all files are then read again, within a day."""
CELLS = " | "
"""The separator between the cells of a row."""
MOST = 1_000_000
"""Maximum number of characters stored per file."""
MOST_PARTS = 5_000
OUTPUT_BYTES = 16_000_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u200b\ufeff]")
_BROKEN_WORD = re.compile(r"(?<=\w)[-\u00ad]\n(?=[a-zäöüß])")
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n(?: ?\n)+ ?")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


class Full(Exception):
    """The text limit has been reached."""


class NoText(Exception):
    """There is no text to extract; the argument says why: encrypted, kind, empty."""


@dataclass
class Gathered:
    """The text read so far; `parts` are [offset, "page" or "slide" or "sheet", its number or name]."""

    pieces: list[str] = field(default_factory=list)
    parts: list[list[int | str]] = field(default_factory=list)
    length: int = 0

    @property
    def text(self) -> str:
        return "".join(self.pieces).rstrip()

    def begin(self, kind: str, name: str) -> None:
        """Start a page, slide or sheet. Raises Full if there are too many."""
        if len(self.parts) >= MOST_PARTS:
            raise Full
        self.parts.append([self.length, kind, tidy(name)[:100].strip()])

    def add(self, text: str) -> None:
        """Append text and end the line. Raises Full at the limit."""
        text = tidy(text).strip()
        if not text:
            return
        text = text[: MOST - self.length] + "\n"
        self.pieces.append(text)
        self.length += len(text)
        if self.length >= MOST:
            raise Full


def tidy(text: str) -> str:
    """Clean text for searching: no control characters, no hyphenation at line ends, no ligatures."""
    text = unicodedata.normalize("NFC", text)
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_LIGATURES)
    text = _BROKEN_WORD.sub("", _BLANKS.sub(" ", text).replace(" \n", "\n")).replace("\u00ad", "")
    return _LINES.sub("\n\n", text)
