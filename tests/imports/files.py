"""Files to import: handmade Word files, archives, favourites."""

import io
import zipfile
from collections.abc import Mapping

from PIL import Image

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="png" ContentType="image/png"/><Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml"
 ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_RELATIONS = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
_STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/></w:style>'
    for id, name in (("Titel", "Title"), ("berschrift1", "heading 1"), ("berschrift2", "heading 2"))
)


def picture(size: tuple[int, int] = (60, 40), *, place: bool = False) -> bytes:
    """A JPEG, with location data on request."""
    out = io.BytesIO()
    exif = Image.Exif()
    if place:
        exif[0x010F] = "CANARYCAMERA"
    Image.new("RGB", size, "steelblue").save(out, format="JPEG", exif=exif)
    return out.getvalue()


def paragraph(text: str, style: str = "", *, bold: bool = False) -> str:
    """A paragraph of a Word file; `text` is XML already if it begins with `<`."""
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    runs = text if text.startswith("<") else f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}<w:t>{text}</w:t></w:r>"
    return f"<w:p>{look}{runs}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """A table, its first row bold as people make it."""
    cells = [
        "".join(f"<w:tc>{paragraph(cell, bold=number == 0)}</w:tc>" for cell in row) for number, row in enumerate(rows)
    ]
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


PICTURE = (
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:docPr id="1" name="Bild 1" descr="Eine Säge"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/'
    '2006/main"><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill>'
    f'<a:blip xmlns:r="{OFFICE}" r:embed="rId9"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>'
    "</w:drawing></w:r></w:p>"
)


def word(*blocks: str, more: Mapping[str, bytes] | None = None, head: str = "") -> bytes:
    """A .docx with these blocks; `PICTURE` among them shows word/media/image1.png; `more` are further parts."""
    document = f'<?xml version="1.0"?>{head}<w:document xmlns:w="{W}"><w:body>{"".join(blocks)}</w:body></w:document>'
    parts: dict[str, bytes] = {
        "[Content_Types].xml": _TYPES.encode(),
        "_rels/.rels": f'{_RELATIONS}<Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>'.encode(),
        "word/_rels/document.xml.rels": f"{_RELATIONS}"
        f'<Relationship Id="rId9" Type="{OFFICE}/image" Target="media/image1.png"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'.encode(),
        "word/document.xml": document.encode(),
        "word/styles.xml": f'<?xml version="1.0"?><w:styles xmlns:w="{W}">{_STYLES}</w:styles>'.encode(),
        "word/media/image1.png": picture(place=True),
        **(more or {}),
    }
    return archive(parts)


def archive(parts: Mapping[str, bytes]) -> bytes:
    """A zip of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def leave_request() -> bytes:
    """The Word file of the journey: a title, a heading, a table, a picture."""
    return word(
        paragraph("Urlaubsantrag", "Titel"),
        paragraph("Bitte zwei Wochen vorher abgeben."),
        paragraph("Wer entscheidet", "berschrift1"),
        table(("Abteilung", "Leitung"), ("Vertrieb", "Frau Brandt"), ("Werkstatt", "Herr Yılmaz")),
        PICTURE,
    )


def favourites(count: int = 3) -> bytes:
    """What a browser exports: two folders, one inside the other."""
    entries = "".join(
        f'<DT><A HREF="https://example.org/{n}" ADD_DATE="1700000000">Seite {n}</A>\n' for n in range(count)
    )
    return (
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>\n<DL><p>\n<DT><H3>Rechte</H3>\n<DL><p>\n"
        f"<DT><H3>Urlaub</H3>\n<DL><p>\n{entries}</DL><p>\n</DL><p>\n</DL><p>\n"
    ).encode()
