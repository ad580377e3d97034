"""Convert the HTML of a document to natural Markdown: `markdown_of(html)`; pure. Supports headings, paragraphs, lists,
tables, quotations, code, images, links, bold, italic, strikethrough, line breaks and footnotes as written by mammoth;
of everything else the text is kept. Text never becomes markup by accident."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from kms.markup.from_html_inline import Run, line_of

BLOCKS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "table", "blockquote", "pre", "div"])
_EMPTY = frozenset(["br", "img", "input", "hr"])
_HEADING = re.compile(r"h([1-6])")
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "s": "~~", "code": "`"}
DEEPEST = 30


@dataclass
class Element:
    """An element of the document."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Element | str]" = field(default_factory=list)


@dataclass(frozen=True)
class ConvertedDocument:
    """Markdown without its title, and the title: from the Title style or the first heading; "" if there is none."""

    title: str
    text: str


def markdown_of(html: str, picture: Callable[[str], str | None]) -> ConvertedDocument:
    """`picture` maps the `src` of an image to its URL; None omits the image."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    blocks = [child for child in reader.root.children if isinstance(child, Element)]
    title, blocks = _take_title(blocks)
    writer = _Writer(picture, _notes(blocks), int(any(block.tag == "h1" for block in blocks)))
    return ConvertedDocument(title, writer.blocks(blocks, 0).strip() + "\n")


class _Reader(HTMLParser):
    """Builds the tree; text outside any block gets a paragraph."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("div")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _EMPTY and len(self._open) < 200:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        if len(self._open) == 1:
            self._open[0].children.append(Element("p", {}, [data]))
        else:
            self._open[-1].children.append(data)


def _take_title(blocks: list[Element]) -> tuple[str, list[Element]]:
    """Extract the paragraph of the Title style, or the only level 1 heading if it starts the document."""
    for block in blocks[:5]:
        if block.attributes.get("class") == "title" and text_of(block).strip():
            return _one_line(block), [other for other in blocks if other is not block]
    tops = [block for block in blocks if block.tag == "h1" and text_of(block).strip()]
    if not tops:
        lower = next((block for block in blocks if _HEADING.fullmatch(block.tag) and text_of(block).strip()), None)
        return (_one_line(lower) if lower else ""), blocks
    if len(tops) == 1 and next((block for block in blocks if _has_content(block)), None) is tops[0]:
        return _one_line(tops[0]), [other for other in blocks if other is not tops[0]]
    return "", blocks


def _one_line(block: Element) -> str:
    return " ".join(text_of(block).split())


def _has_content(block: Element) -> bool:
    return bool(text_of(block).strip()) or any(True for _ in _all(block, "img"))


def text_of(element: "Element | str") -> str:
    """Return the literal text of an element."""
    if isinstance(element, str):
        return element
    return "\n" if element.tag == "br" else "".join(map(text_of, element.children))


def _all(element: Element, tag: str) -> Iterable[Element]:
    for child in element.children:
        if isinstance(child, Element):
            if child.tag == tag:
                yield child
            yield from _all(child, tag)


def _notes(blocks: list[Element]) -> dict[str, Element]:
    """Remove the list of footnotes at the end and return them by id."""
    if not blocks or blocks[-1].tag != "ol":
        return {}
    items = [child for child in blocks[-1].children if isinstance(child, Element)]
    ids = [item.attributes.get("id", "") for item in items]
    if not items or not all(id.startswith(("footnote-", "endnote-")) for id in ids):
        return {}
    blocks.pop()
    return dict(zip(ids, items, strict=True))


class _Writer:
    """Writes blocks; records the order of footnotes."""

    def __init__(self, picture: Callable[[str], str | None], notes: dict[str, Element], shift: int) -> None:
        """`shift`: how many levels headings move down, because the page title is its only level 1 heading."""
        self._picture, self._notes, self._shift = picture, notes, shift
        self._met: dict[str, int] = {}

    def blocks(self, blocks: "Iterable[Element | str]", depth: int) -> str:
        """Return blocks separated by blank lines, followed by the footnotes at the end of the document."""
        text = "\n\n".join(filter(None, (self._block(block, depth) for block in _grouped(blocks))))
        return text if depth else text + self._footnotes()

    def _block(self, block: Element, depth: int) -> str:
        heading = _HEADING.fullmatch(block.tag)
        if heading:
            line = self._line(block.children, plain="**").replace("\\\n", " ")
            return f"{'#' * min(6, int(heading[1]) + self._shift)} {line}" if line else ""
        if depth > DEEPEST:
            return self._line([text_of(block)])
        if block.tag in ("ul", "ol"):
            return self._list(block, depth)
        if block.tag == "table":
            return self._table(block, depth)
        if block.tag == "blockquote":
            inner = self.blocks(block.children, depth + 1)
            return "\n".join(f"> {line}".rstrip() for line in inner.split("\n")) if inner else ""
        if block.tag == "pre":
            return _fenced(text_of(block))
        if block.tag == "hr":
            return "---"
        if any(isinstance(child, Element) and child.tag in BLOCKS for child in block.children):
            return self.blocks(block.children, depth + 1)
        return self._paragraph(block.children)

    def _paragraph(self, children: "Iterable[Element | str]") -> str:
        return re.sub(r"(?:\\\n){2,}", "\n\n", self._line(children))

    def _list(self, block: Element, depth: int) -> str:
        items = [child for child in block.children if isinstance(child, Element) and child.tag == "li"]
        written = []
        for number, item in enumerate(items, 1):
            mark = f"{number}. " if block.tag == "ol" else "- "
            blocks = [text for group in _grouped(item.children) if (text := self._block(group, depth + 1))]
            is_tight = all(group.tag in ("ul", "ol") for group in list(_grouped(item.children))[1:])
            inner = ("\n" if is_tight else "\n\n").join(blocks)
            indent = " " * len(mark)
            written.append(mark + "\n".join((indent + line) if line else "" for line in inner.split("\n")).strip())
        return "\n".join(written)

    def _table(self, table: Element, depth: int) -> str:
        rows = [row for row in _grid(table) if any(cell is not None and _has_content(cell) for cell in row)]
        if not rows:
            return ""
        if len(rows) == 1 and len(rows[0]) == 1 and rows[0][0] is not None:
            return self.blocks(rows[0][0].children, depth + 1)
        width = max(map(len, rows))
        head = " **" if _is_bold_row(rows[0]) else ""
        lines = [
            "| " + " | ".join(self._cell(cell, head if number == 0 else "") for cell in _padded(row, width)) + " |"
            for number, row in enumerate(rows)
        ]
        lines.insert(1, "|" + " --- |" * width)
        return "\n".join(lines)

    def _cell(self, cell: Element | None, plain: str) -> str:
        parts = [self._line(part, plain=plain) for part in _lines_of(cell)] if cell else []
        text = "<br>".join(filter(None, parts)).replace("\\\n", "<br>")
        return re.sub(r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", text.replace("\n", " "))

    def _line(self, children: "Iterable[Element | str]", *, plain: str = "") -> str:
        """Return inline content; the marks in `plain` are omitted."""
        return line_of(self._runs(children, frozenset(), "", plain))

    def _runs(self, children: "Iterable[Element | str]", marks: frozenset[str], href: str, plain: str) -> Iterable[Run]:
        for child in children:
            if isinstance(child, str):
                yield Run(child, marks, href)
            elif child.tag == "br":
                yield Run("\n", marks, href)
            elif child.tag == "img":
                yield from self._image(child)
            elif child.tag == "input":
                yield Run("☑ " if "checked" in child.attributes else "☐ ", marks, href)
            elif child.tag == "a":
                yield from self._anchor(child, marks, plain)
            else:
                mark = _MARKS.get(child.tag, "")
                inner = marks | {mark} if mark and mark not in plain else marks
                yield from self._runs(child.children, inner, href, plain)

    def _anchor(self, anchor: Element, marks: frozenset[str], plain: str) -> Iterable[Run]:
        """Write a link; one within the document becomes its text, one to a footnote its mark."""
        href = anchor.attributes.get("href", "").strip()
        note = href.removeprefix("#")
        if note in self._notes:
            yield Run("", frozenset(), "", raw=f"[^{self._met.setdefault(note, len(self._met) + 1)}]")
        elif not href.startswith("#footnote-ref") and not href.startswith("#endnote-ref"):
            yield from self._runs(anchor.children, marks, "" if href.startswith("#") else href, plain)

    def _image(self, image: Element) -> Iterable[Run]:
        address = self._picture(image.attributes.get("src", ""))
        alt = " ".join(image.attributes.get("alt", "").split())
        if address:
            label = re.sub(r"([\\\[\]])", r"\\\1", alt)
            yield Run("", frozenset(), "", raw=f"![{label}]({address})")
        elif alt:
            yield Run(f"({alt})", frozenset(), "")

    def _footnotes(self) -> str:
        text = ""
        for met in range(1, len(self._notes) + 1):
            note = next((id for id, number in self._met.items() if number == met), None)
            if note is None:
                break
            inner = self.blocks(self._notes[note].children, 1).replace("\n", "\n    ")
            text += f"{chr(10) * (2 if met == 1 else 1)}[^{met}]: {inner.strip()}"
        return text


def _grouped(children: "Iterable[Element | str]") -> Iterable[Element]:
    """Yield blocks unchanged; inline content between them becomes paragraphs."""
    loose: list[Element | str] = []
    for child in children:
        if isinstance(child, Element) and child.tag in BLOCKS | {"hr"}:
            if loose:
                yield Element("p", {}, loose)
            loose = []
            yield child
        elif loose or not isinstance(child, str) or child.strip():
            loose.append(child)
    if loose:
        yield Element("p", {}, loose)


def _lines_of(cell: Element) -> Iterable["list[Element | str]"]:
    """Yield the inline content of each paragraph of a cell; list items start with a bullet."""
    for block in _grouped(cell.children):
        if block.tag == "li":
            first, *others = list(_lines_of(Element("td", {}, block.children))) or [[]]
            yield ["• ", *first]
            yield from others
        elif any(isinstance(child, Element) and child.tag in BLOCKS | {"tr"} for child in block.children):
            yield from _lines_of(Element("td", {}, [e for e in block.children if isinstance(e, Element)]))
        else:
            yield block.children


def _grid(table: Element) -> list[list[Element | None]]:
    """Return the cells by position; a merged cell occupies the first of its positions, the others are empty."""
    rows: list[list[Element | None]] = []
    held: dict[tuple[int, int], None] = {}
    for y, row in enumerate(_rows(table)):
        cells: list[Element | None] = []
        for cell in row.children:
            if not isinstance(cell, Element) or cell.tag not in ("td", "th"):
                continue
            while (y, len(cells)) in held:
                cells.append(None)
            across, down = (_span(cell, name) for name in ("colspan", "rowspan"))
            held |= {(y + dy, len(cells) + dx): None for dy in range(1, down) for dx in range(across)}
            cells += [cell, *[None] * (across - 1)]
        rows.append(cells)
    return rows


def _rows(table: Element) -> Iterable[Element]:
    for child in table.children:
        if isinstance(child, Element) and child.tag == "tr":
            yield child
        elif isinstance(child, Element) and child.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(child)


def _span(cell: Element, name: str) -> int:
    text = cell.attributes.get(name, "1")
    return max(1, min(100, int(text))) if text.isdecimal() and len(text) < 6 else 1


def _padded(row: list[Element | None], width: int) -> list[Element | None]:
    return row + [None] * (width - len(row))


def _is_bold_row(row: list[Element | None]) -> bool:
    """Whether all text of the first row is bold: a header row is bold without marks."""
    cells = [cell for cell in row if cell is not None]
    return all(
        sum(len(text_of(bold).strip()) for bold in _all(cell, "strong")) >= len(text_of(cell).strip()) for cell in cells
    )


def _fenced(text: str) -> str:
    fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", text)), default=0))
    return f"{fence}\n{text.strip(chr(10))}\n{fence}"
