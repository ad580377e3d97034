"""Extract text from office files (docx, xlsx, pptx, odt, ods, odp), which are zip archives of XML parts. The parts are
parsed directly with expat, which stops at the first document type declaration: these formats have none, and without one
there are no entities to expand and nothing external to fetch (ECMA-376 part 2, ODF 1.3 part 2)."""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO
from xml.parsers import expat

from kms.files.gathered import Gathered, NoText
from kms.files.reader_sheets import SheetRow, SheetText

MEMBERS, BYTES, RATIO, FLOOR, CHUNK = 20_000, 200_000_000, 300, 20_000_000, 1 << 16
_NUMBER = re.compile(r"\d+")
_LINES = frozenset(["p", "h", "br", "line-break", "cr", "si"])
_ROWS = frozenset(["tr", "table-row"])
_CELLS = frozenset(["table-cell", "covered-table-cell"])
_SILENT = frozenset(["Fallback", "tracked-changes", "rPh", "forms", "delText", "instrText"])
Attributes = Mapping[str, str]


class TooMuch(Exception):
    """The archive decompresses to more than the limit."""


class ForbiddenXml(Exception):
    """The XML contains a document type declaration, which these formats never have."""


def read_office(file: BinaryIO, gathered: Gathered) -> None:
    """Read the text of an office file. Raises NoText for other or encrypted archives, TooMuch for a zip bomb."""
    with zipfile.ZipFile(file) as archive:
        parts = ArchiveParts(archive, file)
        if parts.has("word/document.xml"):
            _read_docx(parts, gathered)
        elif parts.has("xl/workbook.xml"):
            _read_xlsx(parts, gathered)
        elif parts.has("ppt/presentation.xml"):
            _read_pptx(parts, gathered)
        elif parts.has("content.xml"):
            _read_odf(parts, gathered)
        else:
            raise NoText("kind")


class ArchiveParts:
    """The members of the archive, read within a common byte budget."""

    def __init__(self, archive: zipfile.ZipFile, file: BinaryIO) -> None:
        members = archive.infolist()
        if len(members) > MEMBERS:
            raise TooMuch
        if any(member.flag_bits & 1 for member in members):
            raise NoText("encrypted")
        self._archive = archive
        self._names = {member.filename for member in members}
        size = file.seek(0, 2)
        self._left = min(BYTES, max(FLOOR, RATIO * size))

    def has(self, name: str) -> bool:
        return name in self._names

    def matching(self, pattern: str) -> list[str]:
        """Return the members whose full name matches, ordered by the numbers in it."""
        found = [name for name in self._names if re.fullmatch(pattern, name)]
        return sorted(found, key=lambda name: ([int(n) for n in _NUMBER.findall(name)], name))

    def chunks(self, name: str) -> Iterator[bytes]:
        if name not in self._names:
            return
        with self._archive.open(name) as member:
            while chunk := member.read(CHUNK):
                self._left -= len(chunk)
                if self._left < 0:
                    raise TooMuch
                yield chunk


def parse(
    chunks: Iterator[bytes],
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] = lambda tag: None,
    data: Callable[[str], None] = lambda text: None,
) -> None:
    """Parse XML by local names. Raises ForbiddenXml at a document type, expat.ExpatError if it is damaged."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = lambda tag, found: start(_local(tag), {_attribute(k): v for k, v in found.items()})
    parser.EndElementHandler = lambda tag: end(_local(tag))
    parser.CharacterDataHandler = data
    empty = True
    for chunk in chunks:
        parser.Parse(chunk, False)
        empty = False
    if not empty:
        parser.Parse(b"", True)


def _refuse(*_: Any) -> None:
    raise ForbiddenXml


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _attribute(name: str) -> str:
    namespace, _, local = name.rpartition(" ")
    return f"r:{local}" if namespace.endswith("/relationships") else local


class _Words:
    """Collects the text inside the elements `inside`, one line per paragraph or table row."""

    def __init__(self, gathered: Gathered, inside: str) -> None:
        self._gathered, self._inside = gathered, inside
        self._line: list[str] = []
        self._open = 0
        self._rows = 0
        self._silent = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == self._inside:
            self._open += 1
        elif tag in _ROWS:
            self._rows += 1
        elif tag in ("tab", "s"):
            self._line.append(" ")

    def end(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent -= 1
        elif tag == self._inside:
            self._open -= 1
        elif tag in _ROWS:
            self._rows -= 1
            self.flush()
        elif tag in _LINES:
            self._end_line()

    def data(self, text: str) -> None:
        if self._open and not self._silent:
            self._line.append(text)

    def _end_line(self) -> None:
        if self._rows:
            self._line.append(" ")
        else:
            self.flush()

    def flush(self) -> None:
        self._gathered.add("".join(self._line))
        self._line.clear()


def _read_words(parts: ArchiveParts, name: str, gathered: Gathered) -> None:
    words = _Words(gathered, "t")
    parse(parts.chunks(name), words.start, words.end, words.data)
    words.flush()


def _read_docx(parts: ArchiveParts, gathered: Gathered) -> None:
    more = parts.matching(r"word/(header|footer)\d*\.xml")
    notes = ("word/footnotes.xml", "word/endnotes.xml", "word/comments.xml")
    for name in ("word/document.xml", *notes, *more):
        _read_words(parts, name, gathered)


def _related(parts: ArchiveParts, name: str, wanted: str) -> list[tuple[str, str]]:
    """Return (name, member) of the sheets or slides of a workbook or presentation, in order."""
    folder, _, file = name.rpartition("/")
    targets: dict[str, str] = {}
    listed: list[tuple[str, str]] = []

    def relation(tag: str, found: Attributes) -> None:
        if tag == "Relationship" and "Id" in found:
            targets[found["Id"]] = found.get("Target", "")

    def entry(tag: str, found: Attributes) -> None:
        if tag == wanted:
            listed.append((found.get("name", ""), found.get("r:id", "")))

    parse(parts.chunks(f"{folder}/_rels/{file}.rels"), relation)
    parse(parts.chunks(name), entry)
    return [
        (title, posixpath.normpath(posixpath.join("/" + folder, targets[id])).lstrip("/"))
        for title, id in listed
        if id in targets
    ]


def _read_pptx(parts: ArchiveParts, gathered: Gathered) -> None:
    slides = [member for _, member in _related(parts, "ppt/presentation.xml", "sldId")]
    for number, member in enumerate(slides or parts.matching(r"ppt/slides/slide\d+\.xml"), 1):
        gathered.begin("slide", str(number))
        _read_words(parts, member, gathered)
    for member in parts.matching(r"ppt/notesSlides/notesSlide\d+\.xml"):
        _read_words(parts, member, gathered)


def _read_xlsx(parts: ArchiveParts, gathered: Gathered) -> None:
    strings = _shared_strings(parts)
    for title, member in _related(parts, "xl/workbook.xml", "sheet"):
        gathered.begin("sheet", title)
        sheet = SheetText(gathered, strings)
        parse(parts.chunks(member), sheet.start, sheet.end, sheet.data)


def _shared_strings(parts: ArchiveParts) -> list[str]:
    found: list[str] = []
    lines = _Lines(found)
    words = _Words(lines, "t")

    def end(tag: str) -> None:
        words.end(tag)
        if tag == "si":
            lines.close()

    parse(parts.chunks("xl/sharedStrings.xml"), words.start, end, words.data)
    return found


class _Lines(Gathered):
    """Collects the shared strings of a workbook, which may have several lines each."""

    def __init__(self, found: list[str]) -> None:
        super().__init__()
        self._found = found

    def add(self, text: str) -> None:
        self.pieces.append(text)

    def close(self) -> None:
        self._found.append(" ".join(self.pieces))
        self.pieces.clear()


def _read_odf(parts: ArchiveParts, gathered: Gathered) -> None:
    if any(b"encryption-data" in chunk for chunk in parts.chunks("META-INF/manifest.xml")):
        raise NoText("encrypted")
    document = _Open(gathered)
    parse(parts.chunks("content.xml"), document.start, document.end, document.data)
    document.flush()


class _Open(_Words):
    """Collects the body of an OpenDocument file with its sheets and slides; cells of a sheet keep their columns."""

    def __init__(self, gathered: Gathered) -> None:
        super().__init__(gathered, "body")
        self._kind = ""
        self._slides = 0
        self._row = SheetRow(gathered)
        self._begin = 0
        self._cells = self._lines = 1

    def start(self, tag: str, attributes: Attributes) -> None:
        super().start(tag, attributes)
        if tag in ("spreadsheet", "presentation"):
            self._kind = tag
        elif tag == "page" and self._kind == "presentation":
            self._slides += 1
            self._gathered.begin("slide", str(self._slides))
        elif self._kind == "spreadsheet":
            self._start_in_sheet(tag, attributes)

    def _start_in_sheet(self, tag: str, attributes: Attributes) -> None:
        if tag == "table":
            self._gathered.begin("sheet", attributes.get("name", ""))
        elif tag in _ROWS:
            self._lines = _times(attributes, "number-rows-repeated")
        elif tag in _CELLS:
            self._begin = len(self._line)
            self._cells = _times(attributes, "number-columns-repeated")

    def end(self, tag: str) -> None:
        if self._kind == "spreadsheet" and tag in _CELLS:
            self._row.add("".join(self._line[self._begin :]), self._cells)
            del self._line[self._begin :]
        elif self._kind == "spreadsheet" and tag in _ROWS:
            self._row.end(self._lines)
        super().end(tag)


def _times(attributes: Attributes, name: str) -> int:
    found = attributes.get(name, "")
    return max(1, int(found)) if found.isdecimal() and len(found) < 10 else 1
