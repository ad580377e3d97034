"""Word files as texts: they read as if written here; hostile files do no harm."""

import io
import zipfile
from pathlib import Path

import pytest

from kms.core.unpacking import UnpackedItem
from kms.files.reading import ReadLimits, read_word
from kms.imports.word import WordPage
from kms.markup.from_html import markdown_of
from kms.markup.render import render
from tests.imports.files import W, archive, paragraph, table, word


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "x.docx"


def read(file: Path, content: bytes) -> WordPage:
    """The file as a text, in a separate folder."""
    file.write_bytes(content)
    folder = file.parent / "made"
    folder.mkdir(exist_ok=True)
    return WordPage.read(UnpackedItem("Anweisung.docx", file, len(content)), folder, ReadLimits())


def text(file: Path, content: bytes) -> str:
    found = read(file, content)
    assert found.refused == ""
    return found.text.file.read_text()


def test_the_title_comes_from_style_then_single_top_heading_then_name(file: Path) -> None:
    assert read(file, word(paragraph("Vor"), paragraph("Titel", "Titel"))).title == "Titel"
    alone = word(paragraph("Oben", "berschrift1"), paragraph("Text"))
    assert (read(file, alone).title, text(file, alone)) == ("Oben", "Text\n")
    several = word(paragraph("Eins", "berschrift1"), paragraph("Zwei", "berschrift1"))
    assert (read(file, several).title, text(file, several)) == ("Anweisung", "## Eins\n\n## Zwei\n")
    assert read(file, word(paragraph("Nur Text"))).title == "Anweisung"


def test_text_that_only_looks_like_markdown_stays_text(file: Path) -> None:
    lines = [
        "1. Mai",
        "# kein Titel",
        "* Stern",
        "a*b_c_ [x](y) [[z]] `code`",
        "a_b S:\\Ordner\\a_b.txt",
        "&lt;b&gt; &amp;amp;",
    ]
    rendered = render(text(file, word(*map(paragraph, lines)))).html
    for shown in (
        "<p>1. Mai</p>",
        "<p># kein Titel</p>",
        "<p>* Stern</p>",
        "a*b_c_ [x](y) [[z]] `code`",
        "&lt;b&gt; &amp;amp;",
    ):
        assert shown in rendered
    assert 'data-path="S:\\Ordner\\a_b.txt"' in rendered


def test_tables_keep_their_columns_with_merged_cells(file: Path) -> None:
    joined = (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>A</w:t></w:r></w:p></w:tc></w:tr>'
        "<w:tr><w:tc><w:p><w:r><w:t>1|2</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>y</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    assert text(file, word(joined)) == "| A |  |\n| --- | --- |\n| 1\\|2 | x<br>y |\n"
    assert text(file, word(table(("Nur dies",)))) == "**Nur dies**\n"


def test_marks_are_placed_where_markdown_reads_them() -> None:
    html = "<p><strong>Hinweis:</strong>bitte <em> lesen </em><strong><em>jetzt</em></strong>, <s>alt</s></p>"
    assert markdown_of(html, lambda src: None).text == "**Hinweis**:bitte *lesen* ***jetzt***, ~~alt~~\n"


def test_footnotes_lists_and_quotations() -> None:
    html = (
        '<p>a<sup><a href="#footnote-1" id="footnote-ref-1">[1]</a></sup></p>'
        "<ul><li>eins<ol><li>zwei</li></ol></li></ul><blockquote><p>Zitat</p></blockquote>"
        '<ol><li id="footnote-1"><p>Note <a href="#footnote-ref-1">↑</a></p></li></ol>'
    )
    assert markdown_of(html, lambda src: None).text == "a[^1]\n\n- eins\n  1. zwei\n\n> Zitat\n\n[^1]: Note\n"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 500, "encrypted"),
        (b"PK\x03\x04 no zip", "damaged"),
        (archive({"a.txt": b"a"}), "kind"),
        (word(head='<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), "hostile"),
        (word(head='<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'), "hostile"),
        (archive({"word/document.xml": b"<w:d", "_rels/.rels": b"<r/>"}), "damaged"),
    ],
)
def test_a_hostile_or_damaged_file_says_why(file: Path, content: bytes, reason: str) -> None:
    file.write_bytes(content)
    assert read_word(file, ReadLimits()).reason == reason


def test_a_bomb_is_not_unpacked(file: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body/></w:document>')
        for number in range(4):
            made.writestr(f"word/media/{number}.bin", b"\x00" * 60_000_000)
    assert file.stat().st_size < 2_000_000
    assert read_word(file, ReadLimits()).reason == "hostile"


def test_endless_nesting_ends(file: Path) -> None:
    deep = word("<w:tbl><w:tr><w:tc>" * 3000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 3000)
    file.write_bytes(deep)
    found = read_word(file, ReadLimits(seconds=10))
    assert found.reason or len(markdown_of(found.html, lambda src: None).text) < 100_000


def test_macros_and_linked_files_are_left_out(file: Path) -> None:
    content = word(
        paragraph("Text"), more={"word/vbaProject.bin": b"CANARYMACRO", "word/embeddings/x.exe": b"MZCANARY"}
    )
    found = read(file, content)
    assert text(file, content) == "Text\n" and found.pictures == ()


def test_a_picture_that_browsers_cannot_show_is_attached_and_reported(file: Path) -> None:
    from tests.imports.files import PICTURE

    found = read(file, word(PICTURE, more={"word/media/image1.png": b"\x01\x00\x00\x00 emf"}))
    assert "kind that browsers cannot show" in found.note or found.pictures[0].path.endswith(".png")
    assert io.BytesIO(found.pictures[0].file.read_bytes()).read(1) == b"\x01"
