"""The text of real files made by other programs is read; hostile files waste only their own process's time."""

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from kms.files.queries import FileContent, parts_of
from kms.files.reading import Reading, ReadLimits, read_text

DATA = Path(__file__).parent / "data"
WORD = '<w:document xmlns:w="urn:w">{}</w:document>'


def read(content: bytes, folder: Path, **limits: int) -> Reading:
    path = folder / "content"
    path.write_bytes(content)
    return read_text(path, ReadLimits(**limits))


def zipped(folder: Path, **members: str) -> bytes:
    path = folder / "zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return path.read_bytes()


def docx(folder: Path, xml: str) -> bytes:
    return zipped(folder, word__document_xml=xml)


def pdf(*objects: bytes) -> bytes:
    out, offsets = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        size, table, size, len(out),
    )  # fmt: skip


def pdf_of(lines: int, pages: int) -> bytes:
    """A small file of `pages` pages, each of which unpacks to `lines` lines."""
    stream = zlib.compress(b"BT /F1 12 Tf 72 700 Td (Immer wieder) Tj ET\n" * lines)
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + b"3 0 R " * pages + b"]/Count %d>>" % pages,
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


@pytest.mark.parametrize("name", ["plan.docx", "plan.odt", "plan.pdf"])
def test_a_text_document_gives_its_headings_paragraphs_and_tables(name: str) -> None:
    found = read_text(DATA / name, ReadLimits())
    assert (found.state, found.reason) == ("text", "")
    assert found.text.split("\n") == [
        "Kühlanlage",
        "Die Umwälzpumpe wird jährlich geprüft, der Ölstand monatlich.",
        "Ersatzteil KX-4711",
        "Störung",
        "Bei Überdruck schließt das Sicherheitsventil.",
    ]


@pytest.mark.parametrize("name", ["prices.xlsx", "prices.ods"])
def test_a_spreadsheet_gives_a_line_for_each_row_and_the_names_of_its_sheets(name: str) -> None:
    found = read_text(DATA / name, ReadLimits())
    assert found.text.split("\n") == ["Teil | Preis", "Kühlpumpe | 12.5", "Filter KX-4711 | 3,20"]
    assert json.loads(found.parts) == [[0, "sheet", "prices"]]


ODS = (
    '<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet>'
    '<table:table table:name="Lager">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)
XLSX = {
    "xl__workbook_xml": '<w xmlns:r="u/relationships"><sheets><sheet name="Lager" r:id="r1"/></sheets></w>',
    "xl___rels__workbook_xml.rels": '<x><Relationship Id="r1" Target="worksheets/sheet1.xml"/></x>',
}


def cell(words: str, times: int = 1) -> str:
    return f'<table:table-cell table:number-columns-repeated="{times}">{words}</table:table-cell>'


def line(cells: str, times: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def test_the_cells_of_an_ods_stay_in_their_columns(tmp_path: Path) -> None:
    first = f"{cell('', 2)}{cell('<text:p>zwei</text:p><text:p>Zeilen</text:p>')}{cell('', 16381)}"
    second = f"{cell('<text:p>gleich</text:p>', 2)}<table:covered-table-cell/>{cell('<text:p>a</text:p>')}"
    cells = line(first) + line(second, 2) + line(cell("", 16384), 1048573)
    found = read(zipped(tmp_path, content_xml=ODS.format(cells)), tmp_path)
    assert found.text.split("\n") == ["| | zwei Zeilen", "gleich | gleich | | a", "gleich | gleich | | a"]
    table = FileContent(found.text, parts_of(found.parts)).rows(found.text.split("\n"))
    assert table == [["", "", "zwei Zeilen", ""], ["gleich", "gleich", "", "a"], ["gleich", "gleich", "", "a"]]


def test_an_ods_that_repeats_endlessly_is_cut(tmp_path: Path) -> None:
    row = line(cell("<text:p>x</text:p>", 99999999) * 50, 99999999)
    found = read(zipped(tmp_path, content_xml=ODS.format(row * 3)), tmp_path)
    assert (found.state, found.reason) in (("text", ""), ("text", "cut"))
    assert len(found.text) <= 1_000_000 and max(map(len, found.text.split("\n"))) < 2300


def test_the_cells_of_an_xlsx_stay_in_their_columns(tmp_path: Path) -> None:
    sheet = '<s><row><c r="B1" t="str"><v>b</v></c><c r="D1"><v>4</v></c></row><row><c><v>ohne</v></c></row></s>'
    found = read(zipped(tmp_path, **XLSX, xl__worksheets__sheet1_xml=sheet), tmp_path)
    assert found.text.split("\n") == ["| b | | 4", "ohne"]


@pytest.mark.parametrize("name", ["slides.pptx", "slides.odp"])
def test_a_presentation_gives_its_slides_and_speaker_notes(name: str) -> None:
    found = read_text(DATA / name, ReadLimits())
    second = found.text.index("Messe")
    assert json.loads(found.parts) == [[0, "slide", "1"], [second, "slide", "2"]]
    assert "Umsatz der Kühlanlagen" in found.text[:second] and "Prospekte" in found.text[second:]


def test_a_pdf_gives_the_offsets_of_its_pages() -> None:
    found = read_text(DATA / "pages.pdf", ReadLimits())
    parts = json.loads(found.parts)
    assert [part[1:] for part in parts] == [["page", "1"], ["page", "2"], ["page", "3"]]
    assert found.text[parts[2][0] :] == "Seite 3 handelt von Wärmepumpe3"


def test_a_password_protected_file_has_no_text(tmp_path: Path) -> None:
    locked = bytearray(zipped(tmp_path, word__document_xml=WORD.format("x")))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + place] |= 1
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le")
    manifest = {"META-INF__manifest_xml": "<m><encryption-data/></m>", "content_xml": "secret"}
    for found in (
        read_text(DATA / "locked.pdf", ReadLimits()),
        read(bytes(locked), tmp_path),
        read(ole, tmp_path),
        read(zipped(tmp_path, **manifest), tmp_path),
    ):
        assert found == Reading("none", "encrypted")


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_plain_text_is_read_in_any_encoding(tmp_path: Path, charset: str) -> None:
    found = read("Größe;Maß\r\nTür;2,10\r\n".encode(charset), tmp_path)
    assert found.text == "Größe;Maß\nTür;2,10"


def test_a_web_page_gives_its_words_and_not_its_scripts(tmp_path: Path) -> None:
    body = "<script>hidden()</script><h1>Maß&shy;e</h1><style>b{}</style><table><tr><td>eins<td>zwei</table>"
    found = read(f"<!DOCTYPE html><title>Tür</title>{body}".encode(), tmp_path)
    assert found.text.split("\n") == ["Tür", "Maße", "eins zwei"]


def test_hyphenated_words_are_rejoined(tmp_path: Path) -> None:
    text = WORD.format("<w:p><w:t>Wartungs-</w:t><w:br/><w:t>plan ﬁnden</w:t></w:p>")
    assert "finden" in read(docx(tmp_path, text), tmp_path).text
    from kms.files.gathered import tidy

    assert tidy("Wartungs-\nplan und Vor-\nOrt") == "Wartungsplan und Vor-\nOrt"


@pytest.mark.parametrize("content", [bytes(range(256)) * 50, b"PK\x03\x04", b"<?xml version='1.0'?><a/>", b""])
def test_binary_data_gives_no_text(tmp_path: Path, content: bytes) -> None:
    assert read(content, tmp_path).state in ("none", "failed") and read(content, tmp_path).text == ""


def test_u2_an_archive_that_unpacks_to_too_much_is_aborted(tmp_path: Path) -> None:
    bomb = docx(tmp_path, WORD.format(" " * 300_000_000))
    began = time.monotonic()
    assert len(bomb) < 500_000 and read(bomb, tmp_path) == Reading("failed", "hostile")
    assert time.monotonic() - began < 20


def test_u2_an_archive_with_too_many_members_is_aborted(tmp_path: Path) -> None:
    many = zipped(tmp_path, word__document_xml=WORD.format(""), **{f"m{n}": "" for n in range(20_001)})
    assert read(many, tmp_path) == Reading("failed", "hostile")


@pytest.mark.parametrize(
    "subset",
    [
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY t "&b;&b;&b;&b;&b;&b;&b;">',
        f'<!ENTITY t "{"x" * 100_000}">',
        '<!ENTITY t SYSTEM "file:///etc/hostname">',
        '<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;',
        "",
    ],
    ids=["billion laughs", "quadratic", "external", "parameter", "empty"],
)
def test_u5_a_document_type_is_rejected(tmp_path: Path, subset: str) -> None:
    text = WORD.format(f"<w:p><w:t>{'&t;' * 10_000 if ' t ' in subset else ''}</w:t></w:p>")
    hostile = f'<?xml version="1.0"?><!DOCTYPE w [{subset}]>{text}'
    assert read(docx(tmp_path, hostile), tmp_path) == Reading("failed", "hostile")


def test_endless_elements_use_up_their_own_memory_only(tmp_path: Path) -> None:
    found = read(docx(tmp_path, "<a>" * 6_000_000), tmp_path, megabytes=300)
    assert (found.state, found.reason) == ("failed", "memory")


@pytest.mark.prove
def test_an_endless_pdf_gives_its_first_pages(tmp_path: Path) -> None:
    endless = pdf_of(lines=20_000, pages=50_000)
    found = read(endless, tmp_path)
    assert len(endless) < 400_000 and (found.state, found.reason) == ("text", "cut")
    assert len(found.text) <= 1_000_000 and found.text.startswith("Immer wieder")


def test_a_pdf_whose_time_is_up_keeps_what_was_read(tmp_path: Path) -> None:
    began = time.monotonic()
    found = read(pdf_of(lines=4_000, pages=50_000), tmp_path, seconds=2)
    assert found.reason == "cut" and found.text.startswith("Immer wieder")
    assert time.monotonic() - began < 2 * 3 + 5


def test_a_pdf_that_goes_round_in_circles_or_ends_too_soon_is_damaged(tmp_path: Path) -> None:
    circle = pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>")
    for content in (circle, (DATA / "pages.pdf").read_bytes()[:700], (DATA / "plan.docx").read_bytes()[:3000]):
        assert read(content, tmp_path) == Reading("failed", "damaged")


def run_in_reader(code: str) -> str:
    """What `code` prints inside a process that has confined itself."""
    program = f"from kms.files.reader import confine\nconfine(400_000_000, 2)\n{code}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30)
    return done.stdout + done.stderr


def test_the_reader_can_open_neither_files_nor_connections_nor_start_programs() -> None:
    assert "Too many open files" in run_in_reader("open('/etc/hostname')")
    assert "Too many open files" in run_in_reader("import socket\nsocket.socket()")
    assert "Error" in run_in_reader("import os\nos.pipe()")
    assert "MemoryError" in run_in_reader("bytearray(500_000_000)")


def test_a_hanging_reader_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "content"
    path.write_bytes(b"text")
    monkeypatch.setattr(sys, "executable", _program(tmp_path, "sleep 60 & sleep 60"))
    began = time.monotonic()
    assert read_text(path, ReadLimits(seconds=1)) == Reading("failed", "time")
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("does", ["exit 3", "kill -SEGV $$", "echo '{\"state\": 1'", "true"])
def test_a_reader_that_dies_or_talks_nonsense_is_a_failure(tmp_path: Path, monkeypatch, does: str) -> None:
    path = tmp_path / "content"
    path.write_bytes(b"text")
    monkeypatch.setattr(sys, "executable", _program(tmp_path, does))
    assert read_text(path, ReadLimits()) == Reading("failed", "died")


def _program(folder: Path, does: str) -> str:
    program = folder / "program"
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(0o755)
    return str(program)


def test_a_reader_ends_with_the_worker_that_started_it(tmp_path: Path) -> None:
    path = tmp_path / "content"
    path.write_bytes(pdf_of(lines=4_000, pages=50_000))
    code = f"from pathlib import Path\nfrom kms.files.reading import *\nread_text(Path({str(path)!r}), ReadLimits())"
    worker = subprocess.Popen([sys.executable, "-c", code])
    reader = _child_of(worker.pid)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    for _ in range(100):
        if not _runs(reader):
            return
        time.sleep(0.1)
    os.kill(reader, signal.SIGKILL)
    pytest.fail("the reader went on without its worker")


def _child_of(parent: int) -> int:
    for _ in range(100):
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        if children:
            time.sleep(0.5)
            return int(children[0])
        time.sleep(0.1)
    raise AssertionError("no reader was started")


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
