"""What a page carries onto paper: version, date, address, QR code and sources; posters and labels."""

import re

import pytest

from kms.wiki.pages.inputs import PageEdit
from kms.wiki.revisions import service
from kms.wiki.saving import preparing
from tests import make

TEXT = "See [the law](https://law.example/b) and [the form](https://form.example/a?x=1&y=2), again [law](https://law.example/b)."


@pytest.fixture
def page(write, team) -> int:
    with write() as session:
        make.space(session, "ana", "intern", f"group:{team}")
        page = make.page(session, "ana", "intern", "Ladders", "first")
        ana = make.actor(session, "ana")
        service.save_page(
            session, ana, page, preparing.prepare(session, ana, page, PageEdit(1, TEXT, "Ladders", (), ""))
        )
        return page


def test_a_printout_says_which_version_it_is_and_where_the_valid_one_is(browser, page) -> None:
    shown = browser("ben").get(f"/p/{page}/ladders").text
    foot = shown[shown.index("paper-foot") : shown.index("</footer>")]
    assert re.search(r"Version 2 of \d+ \w+ 20\d\d", foot)
    assert "Valid is the version in the wiki" in foot
    assert f"wiki.test/p/{page}<" in foot
    assert '<svg xmlns="http://www.w3.org/2000/svg"' in foot and "viewBox" in foot
    assert browser("cleo").get(f"/p/{page}/ladders").status_code == 404


def test_the_numbers_in_the_text_are_those_of_the_list_of_sources(browser, page) -> None:
    shown = browser("ben").get(f"/p/{page}/ladders").text
    numbers = re.findall(r'<a href="https://(\w+)\.example[^>]*data-source="(\d)"', shown)
    assert numbers == [("law", "1"), ("form", "2"), ("law", "1")]
    listed = re.findall(r'<span class="address">(https:[^<]*)', shown)
    assert listed == ["https://law.example/b", "https://form.example/a?x=1&amp;y=2"]


def test_a_poster_shows_title_code_address_and_the_line_that_was_typed(browser, page) -> None:
    shown = browser("ben").get(f"/p/{page}/poster", query_string={"line": "<b>Before use</b>"}).text
    poster = shown[shown.index('class="poster short"') : shown.index("</article>")]
    assert "Ladders" in poster and f"wiki.test/p/{page}" in poster and 'class="qr"' in poster
    assert "&lt;b&gt;Before use&lt;/b&gt;" in poster
    assert browser("cleo").get(f"/p/{page}/poster?line=").status_code == 404


def labels(shown: str) -> list[str]:
    return re.findall(r'<li class="label">(?:<svg.*?<strong>(.*?)</strong>.*?)?</li>', shown, re.S)


def test_labels_of_a_space_are_those_of_the_pages_that_can_be_read(browser, write, page) -> None:
    with write() as session:
        make.page(session, "ana", "intern", "Below", parent=page)
        make.page(session, "ana", "intern", "Beside")
    ben = browser("ben")
    assert labels(ben.get("/spaces/intern/labels").text) == ["Below", "Beside", "Ladders"]
    assert labels(ben.get(f"/p/{page}/label?below=1").text) == ["Ladders", "Below"]
    assert labels(ben.get(f"/p/{page}/label?size=sheet70").text) == ["Ladders"]
    assert browser("cleo").get("/spaces/intern/labels").status_code == 404
    assert browser("cleo").get(f"/p/{page}/label?below=1").status_code == 404


def test_a_partly_used_sheet_keeps_its_first_labels_free(browser, page) -> None:
    shown = browser("ben").get(f"/p/{page}/label?size=sheet105&free=3&copies=6").text
    assert labels(shown) == ["", "", "", *["Ladders"] * 6]
    assert shown.count('<div class="sheet sheet105">') == 2
    assert browser("ben").get(f"/p/{page}/label?size=roll62&free=99&copies=9").text.count('<div class="sheet') == 9
