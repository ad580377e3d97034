"""Parse a browser's or service's bookmark file (Netscape format) with `parse`: tolerant, pure, in linear time. Only DL
is closed reliably, quotes may be missing, and every producer has its own date and tag formats."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from kms.core.charsets import decode
from kms.core.text import N_, clean_line, clean_text

NO_ADDRESS = N_("it has no address").id
RELATIVE = N_("its address is a part of another site").id
NO_BOOKMARK = N_("this kind of address cannot be kept").id
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)(?=[\s/>])")
_NAME = re.compile(r"[\s/]*([^\s=<>\"'/]+)(\s*=\s*)?")
_BARE_VALUE = re.compile(r"[^\s>]*")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,20}")
_DATES = ("%d/%b/%Y:%H:%M:%S %z", "%Y/%m/%d %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%z")
_NOTES = re.compile(r"\[/?linkding-notes\]")
_STRUCTURE = frozenset(["dl", "dt", "dd", "h3", "hr", "h1", "title", "meta"])
_BLOCKS = frozenset(["p", "br", "li", "ul", "ol", "div", "blockquote", "tr", "table", "pre", "h2", "h4", "h5", "h6"])
_INLINE = frozenset(
    ["a", "abbr", "b", "big", "body", "center", "cite", "code", "del", "em", "font", "head", "html", "i", "img", "ins"],
).union(
    ["kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "td", "th", "tt", "u", "var"]
)
_OURS = ("personal_toolbar_folder", "unfiled_bookmarks_folder", "bookmarks_menu", "places_root")
DEEPEST = 50
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class BookmarkFileEntry:
    """A bookmark in the file; implausible dates are None."""

    line: int
    href: str
    title: str
    description: str
    tags: tuple[str, ...]
    folders: tuple[str, ...]
    add_date: datetime | None
    modified: datetime | None
    private: bool
    toread: bool


@dataclass(frozen=True)
class BookmarkFile:
    """All bookmarks of a file, and the skipped ones as (line, address, reason)."""

    entries: tuple[BookmarkFileEntry, ...]
    skipped: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True)
class _Token:
    """A tag, or text if `name` is ""."""

    name: str
    closes: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    line: int = 0


@dataclass
class _Open:
    """The bookmark currently being parsed."""

    line: int
    attributes: Mapping[str, str]
    folders: tuple[str, ...]
    title: list[str] = field(default_factory=list)
    description: list[str] = field(default_factory=list)


def parse(data: bytes) -> BookmarkFile:
    """Return the bookmarks of a file; never raises for its content."""
    text = decode(data).replace("\r\n", "\n").replace("\n\r", "\n").replace("\r", "\n")
    reader = _Reader()
    for token in _tokens(clean_text(text)):
        reader.take(token)
    reader.close()
    return BookmarkFile(tuple(reader.entries), tuple(reader.skipped))


class _Reader:
    """Processes the tokens: which folder is open, and where text belongs."""

    def __init__(self) -> None:
        self.entries: list[BookmarkFileEntry] = []
        self.skipped: list[tuple[int, str, str]] = []
        self._folders: list[str] = []
        self._folder: list[str] | None = None
        self._is_special = False
        self._entry: _Open | None = None
        self._text: list[str] | None = None
        self._in_description = False

    def take(self, token: _Token) -> None:
        if token.name in _STRUCTURE:
            self._text, self._in_description = None, False
            self._structure(token)
        elif token.name == "a" and not self._in_description:
            self._anchor(token)
        elif self._text is not None:
            self._text.append("\n" if token.name in _BLOCKS else token.text)

    def close(self) -> None:
        """Finish the last bookmark."""
        if self._entry is not None:
            self._note(self._entry)
        self._entry = None

    def _structure(self, token: _Token) -> None:
        if token.name == "dl" and token.closes:
            self.close()
            self._folders = self._folders[:-1]
        elif token.name == "dl":
            self.close()
            self._folders.append("" if self._is_special else clean_line("".join(self._folder or [])))
            self._folder, self._is_special = None, False
        elif token.name == "dd" and not token.closes and self._entry is not None:
            self._text, self._in_description = self._entry.description, True
        elif token.name == "h3" and not token.closes:
            self.close()
            self._folder = self._text = []
            self._is_special = any(name in token.attributes for name in _OURS)
        elif token.name in ("dt", "hr"):
            self.close()

    def _anchor(self, token: _Token) -> None:
        if token.closes:
            self._text = None
            return
        self.close()
        self._entry = _Open(token.line, token.attributes, tuple(name for name in self._folders[-DEEPEST:] if name))
        self._text = self._entry.title

    def _note(self, entry: _Open) -> None:
        href = _unescaped(entry.attributes.get("href", "")).strip()
        reason = _refusal(href)
        if reason:
            self.skipped.append((entry.line, href[:200], reason))
        else:
            self.entries.append(_finished(entry, href))


def _refusal(href: str) -> str:
    if not href:
        return NO_ADDRESS
    if href[0] in "?#/." and not href.startswith("//"):
        return RELATIVE
    scheme = "".join(href.split(":")[0].split()).lower()
    return NO_BOOKMARK if scheme in ("javascript", "data", "vbscript", "place", "about", "chrome") else ""


def _finished(entry: _Open, href: str) -> BookmarkFileEntry:
    attributes = entry.attributes
    description = _NOTES.sub("", "".join(entry.description)).strip()
    return BookmarkFileEntry(
        line=entry.line,
        href=href,
        title=clean_line("".join(entry.title)),
        description=description or _unescaped(attributes.get("description", "")).strip(),
        tags=_tags(_unescaped(attributes.get("tags", ""))),
        folders=entry.folders,
        add_date=_moment(attributes.get("add_date", "")),
        modified=_moment(attributes.get("last_modified", "")),
        private=attributes.get("private") == "1",
        toread=attributes.get("toread") == "1",
    )


def _tags(text: str) -> tuple[str, ...]:
    """Split by comma if there is one, else by space."""
    words = text.split(",") if "," in text else text.split()
    return tuple(dict.fromkeys(name for word in words if (name := clean_line(word))))


def _moment(text: str) -> datetime | None:
    """Parse seconds, milliseconds or microseconds since 1970, or a written date; None if implausible."""
    text = text.strip()
    if _WHOLE_NUMBER.fullmatch(text):
        count = int(text)
        micros = count if count > 10**14 else count * 1000 if count > 10**11 else count * 1_000_000
        found = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros) if 0 < micros < 10**16 else None
    else:
        found = next((moment for form in _DATES if (moment := _written(text, form))), None)
    return found if found is not None and found < _LATEST else None


def _written(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _tokens(text: str) -> Iterator[_Token]:
    """Yield tags and text in order; what only resembles a tag (`a < b`, `<vector>`) is text."""
    scan = _Scan(text)
    position = line = counted = 0
    while position < len(text):
        start = text.find("<", position)
        start = len(text) if start < 0 else start
        if start > position:
            yield _Token("", text=_unescaped(text[position:start]))
        if start == len(text):
            return
        line, counted = line + text.count("\n", counted, start), start
        token, position = scan.tag(start, line + 1)
        yield token


class _Scan:
    """Scans one tag at a time; remembers delimiters that do not occur again, so that searching stays linear."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._missing: set[str] = set()

    def tag(self, start: int, line: int) -> tuple[_Token, int]:
        """Return the tag at `start` and its end; a literal `<` if there is none."""
        if self._text.startswith("<!", start):
            end = self._find("-->" if self._text.startswith("<!--", start) else ">", start)
            return _Token(""), len(self._text) if end < 0 else self._text.index(">", end) + 1
        found = _TAG.match(self._text, start)
        name = found[2].lower() if found else ""
        if found is None or name not in _STRUCTURE | _BLOCKS | _INLINE or self._find(">", start) < 0:
            return _Token("", text="<"), start + 1
        attributes, end = self._attributes(found.end())
        return _Token(name, bool(found[1]), attributes, "", line), end

    def _attributes(self, position: int) -> tuple[dict[str, str], int]:
        found: dict[str, str] = {}
        while name := _NAME.match(self._text, position):
            value, position = self._value(name.end()) if name[2] else ("", name.end())
            found.setdefault(name[1].lower(), value)
        end = self._find(">", position)
        return found, len(self._text) if end < 0 else end + 1

    def _value(self, position: int) -> tuple[str, int]:
        quote = self._text[position : position + 1]
        end = self._find(quote, position + 1) if quote and quote in "\"'" else -1
        if end >= 0:
            return self._text[position + 1 : end], end + 1
        bare = _BARE_VALUE.match(self._text, position)
        return (bare[0], bare.end()) if bare else ("", position)

    def _find(self, mark: str, position: int) -> int:
        found = -1 if mark in self._missing else self._text.find(mark, position)
        if found < 0:
            self._missing.add(mark)
        return found


def _unescaped(text: str) -> str:
    """Decode only entities that end with `;`: a URL may contain a literal `&copy=1`."""
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text) if "&" in text else text
