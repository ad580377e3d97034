"""Extract text from text files and web pages."""

from html.parser import HTMLParser
from typing import BinaryIO

from kms.core.charsets import decode
from kms.files.gathered import Gathered, NoText

MOST_BYTES = 4_000_000
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body")
_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SILENT = frozenset(["script", "style", "template", "noscript", "svg", "object"])
_BLOCKS = frozenset(
    """
    address article aside blockquote br caption dd div dl dt figcaption footer h1 h2 h3 h4 h5 h6 header hr li main nav
    ol option p pre section table title tr ul
    """.split()  # noqa: SIM905
)
_CELLS = frozenset(["td", "th"])


def read_plain(file: BinaryIO, gathered: Gathered) -> None:
    """Read text in any character set, or the visible text of a web page. Raises NoText for anything else."""
    body = file.read(MOST_BYTES)
    if b"\x00" in body and not body.startswith(_MARKS):
        raise NoText("kind")
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<"):
        if not any(mark in start for mark in _HTML):
            raise NoText("kind")
        page = _Words(gathered)
        page.feed(decode(body))
        page.close()
        page.end_line()
        return
    for line in decode(body).splitlines():
        gathered.add(line)


class _Words(HTMLParser):
    """Collects the visible text of a page in `gathered`, one line per block."""

    def __init__(self, gathered: Gathered) -> None:
        super().__init__()
        self._gathered = gathered
        self._line: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self.end_line()
        elif tag in _CELLS:
            self._line.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self.end_line()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._line.append(data)

    def end_line(self) -> None:
        self._gathered.add(" ".join("".join(self._line).split()))
        self._line.clear()
