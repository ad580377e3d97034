"""Parsing bookmark files as browsers and services write them."""

import time
from datetime import UTC, datetime

import pytest

from kms.bookmarks.netscape import NO_ADDRESS, NO_BOOKMARK, RELATIVE, BookmarkFileEntry, parse
from tests.sets import OWN, real_set

HEAD = "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE>\n<H1>Bookmarks</H1>\n<DL><p>\n"
REAL = {"selfhosted": 1348, "handbook": 4089}
LATER = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


def read(text: str) -> list[BookmarkFileEntry]:
    return list(parse((HEAD + text).encode()).entries)


def one(text: str) -> BookmarkFileEntry:
    (entry,) = read(text)
    return entry


def test_a_bookmark_with_everything() -> None:
    entry = one(
        '<DT><A HREF="https://a.de/" ADD_DATE="1700000000" LAST_MODIFIED="1700000001" TAGS="x,y z" PRIVATE="1"'
        ' TOREAD="1">Titel &amp; mehr</A>\n<DD>Warum'
    )
    assert (entry.href, entry.title, entry.description) == ("https://a.de/", "Titel & mehr", "Warum")
    assert (entry.tags, entry.private, entry.toread) == (("x", "y z"), True, True)
    assert entry.add_date == LATER
    assert entry.modified is not None and entry.modified > LATER


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1700000000", LATER),
        ("1700000000000", LATER),
        ("1700000000000000", LATER),
        ("10/Oct/2000:13:55:36 +0300", datetime(2000, 10, 10, 10, 55, 36, tzinfo=UTC)),
        ("2023/11/14 22:13:20 +0000", LATER),
        ("", None),
        ("0", None),
        ("-5", None),
        ("99999999999999999999", None),
        ("yesterday", None),
    ],
)
def test_dates_in_all_their_forms(written: str, meant: datetime | None) -> None:
    assert one(f'<DT><A HREF="https://a.de/" ADD_DATE="{written}">a</A>').add_date == meant


def test_folders_nest_and_the_browsers_own_do_not_count() -> None:
    entries = read(
        '<DT><H3 PERSONAL_TOOLBAR_FOLDER="true">Bar</H3><DL><p><DT><A HREF="https://a.de/">a</A>'
        '<DT><H3>Work, life</H3><DD>about it<DL><p><DT><A HREF="https://b.de/">b</A></DL><p></DL><p>'
        '<DT><H3 FOLDED>Work</H3><DL><p><DT><A HREF="https://c.de/">c</A></DL><DT><A HREF="https://d.de/">d</A>'
    )
    assert [(e.title, e.folders) for e in entries] == [("a", ()), ("b", ("Work, life",)), ("c", ("Work",)), ("d", ())]


@pytest.mark.parametrize(
    ("href", "reason"),
    [("", NO_ADDRESS), ("?abc", RELATIVE), ("place:sort=8", NO_BOOKMARK), ("JavaScript:alert(1)", NO_BOOKMARK)],
)
def test_what_is_no_bookmark_is_left_out_and_listed(href: str, reason: str) -> None:
    parsed = parse(f'{HEAD}<DT><A HREF="{href}">x</A>\n<DD>of it\n<DT><A HREF="https://a.de/">a</A>'.encode())
    assert parsed.skipped == ((5, href, reason),)
    assert [(e.title, e.description) for e in parsed.entries] == [("a", "")]


def test_tags_are_split_by_comma_otherwise_by_space() -> None:
    assert one('<DT><A HREF="https://a.de/" TAGS=" a , b c,,">x</A>').tags == ("a", "b c")
    assert one('<DT><A HREF="https://a.de/" TAGS="a b">x</A>').tags == ("a", "b")


def test_raw_html_in_titles_and_descriptions_becomes_text() -> None:
    entry = one(
        '<DT><A HREF="https://a.de/">ein <b>fetter</b> <vector> &lt;Titel&gt;</A><DD><blockquote>eins<li>zwei a < b'
        '</code>\n\ndrei <a href="https://b.de/">link</a></blockquote>\n'
    )
    assert entry.title == "ein fetter <vector> <Titel>"
    assert entry.description == "eins\nzwei a < b\n\ndrei link"


def test_an_address_keeps_what_only_looks_like_an_entity() -> None:
    assert one('<DT><A HREF="https://a.de/?a=1&copy=2&amp;b=3">x</A>').href == "https://a.de/?a=1&copy=2&b=3"


def test_lower_case_unquoted_and_unknown_attributes_are_read() -> None:
    entry = one("<dt><a href=https://a.de/ bookmarks=x __class__='y' description='Warum'>x")
    assert (entry.href, entry.title, entry.description) == ("https://a.de/", "x", "Warum")


def test_notes_of_linkding_are_part_of_the_description() -> None:
    assert one('<DT><A HREF="https://a.de/">x</A><DD>a[linkding-notes]b[/linkding-notes]').description == "ab"


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\n\r", "\r"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_encoding_and_line_end(ends: str, charset: str) -> None:
    text = HEAD + '<DT><A HREF="https://a.de/">Grüße</A>\n<DD>eins\nzwei\n<DT><A HREF="https://b.de/">b</A>'
    entries = parse(text.replace("\n", ends).encode(charset)).entries
    assert [(e.title, e.description) for e in entries] == [("Grüße", "eins\nzwei"), ("b", "")]


def test_an_icon_of_200_kb_is_no_problem() -> None:
    icon = "data:image/png;base64," + "A" * 200_000
    assert len(read(f'<DT><A HREF="https://a.de/" ICON="{icon}">a</A>' * 3)) == 3


JUNK = (
    '<a "', "<", '<a href="x', "<DL>", '<A HREF="http://a.de/x"', "<!--", "<a x=", "&", "<h3>", "<dd>",
    '<DL><DT><A HREF="http://x/">a</A>', "<DL><DT><H3>x</H3>",
)  # fmt: skip


@pytest.mark.parametrize("junk", JUNK)
def test_junk_takes_linear_time(junk: str) -> None:
    start = time.process_time()
    parse((junk * (400_000 // len(junk))).encode())
    assert time.process_time() - start < 10


def test_whole_files_are_read() -> None:
    found = [(OWN / "bookmarks.html", 25)]
    found += [(file, count) for name, count in REAL.items() for file in real_set(f"bookmarks-{name}.html")]
    for file, count in found:
        parsed = parse(file.read_bytes())
        assert (len(parsed.entries), parsed.skipped) == (count, ())
        assert all(entry.add_date and entry.href.startswith("http") for entry in parsed.entries)
