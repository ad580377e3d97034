"""What a page carries onto paper: version, date, the address people type, a QR code and its sources."""

import re

import pytest

from kms.wiki import preparing, service
from kms.wiki.inputs import PageEdit
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


def test_a_print_says_which_version_it_is_and_where_the_valid_one_is(browser, page) -> None:
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
