"""Suggestions while typing: grouped, highlighted, and never more than the reader may see (T32, B15)."""

import re

import pytest

from kms.search.query.expressions import And, Or, Phrase, Prefix, Word
from kms.search.results.suggestions import being_typed, mark_typed
from tests import make


@pytest.fixture
def things(write, team, index_all) -> None:
    with write() as session:
        make.space(session, "ana", "handbuch")
        make.space(session, "ana", "intern", f"group:{team}")
        for number in range(8):
            make.page(session, "ana", "handbuch", f"Leiterprüfung {number}", "Text")
        make.page(session, "ana", "handbuch", "Wartung", "Auch die Leitern", tags=("Leitern", "<img src=x>"))
        make.page(session, "ana", "intern", "Leitergeheimnis", "Text", tags=("Leitgedanke",))
        make.bookmark(session, "ana", "https://dguv.example/", "Leitern der DGUV", audience="members")
    index_all()


def groups(answer) -> dict[str, list[str]]:
    """The suggested titles, by the name of their group."""
    found = {}
    for label, inside in re.findall(r'role="group" aria-label="([^"]+)">(.*?)\n  </div>', answer.text, re.S):
        titles = re.findall(r'</svg><span>(.*?)(?:<span class="second"|</span>)', inside)
        found[label] = [re.sub("<.*?>", "", title) for title in titles]
    return found


def test_a_few_of_each_kind_are_offered_and_at_the_end_all_results(things, browser) -> None:
    answer = browser("cleo").get("/search/suggest?q=leit")
    offered = groups(answer)
    assert list(offered) == ["Pages", "Bookmarks", "Tags"]
    assert (
        len(offered["Pages"]) == 4 and offered["Bookmarks"] == ["Leitern der DGUV"] and offered["Tags"] == ["Leitern"]
    )
    assert "<mark>Leit</mark>erprüfung" in answer.text
    assert re.search(r'href="/search\?q=leit">.*All results for “leit”', answer.text, re.S)


def test_what_only_the_group_may_see_is_offered_to_the_group_only(things, browser) -> None:
    assert "geheimnis" in browser("ben").get("/search/suggest?q=leiterge").text
    ben = browser("ben").get("/search/suggest?q=leitgedanke").text
    assert "Leitgedanke" in ben.replace("</mark>", "").replace("<mark>", "")
    for typed in ("leiterge", "leitgedanke", "leit"):
        text = browser("cleo").get(f"/search/suggest?q={typed}").text.replace("<mark>", "").replace("</mark>", "")
        assert "geheimnis" not in text and "Leitgedanke" not in text


def test_titles_containing_the_words_follow_titles_beginning_with_them(things, browser) -> None:
    assert groups(browser("cleo").get("/search/suggest?q=wartung leit"))["Pages"] == ["Wartung"]


def test_a_tag_that_looks_like_markup_stays_text(things, browser) -> None:
    answer = browser("cleo").get("/search/suggest?q=%3Cimg")
    assert "&lt;" in answer.text and "<img" not in answer.text


@pytest.mark.parametrize("typed", ["", "  ", "%", "_", "((", '"', "*", "x" * 10_000, "\u0000", "-", "tag:", "\ufb01"])
def test_no_input_fails(things, browser, typed) -> None:
    assert browser("ben").get("/search/suggest", query_string={"q": typed}).status_code == 200
    assert browser("ben").get("/search", query_string={"q": typed}).status_code == 200


def test_only_the_last_word_is_completed() -> None:
    assert being_typed("alte leit") == And((Word("alte"), Or((Word("leit"), Prefix("leit")))))
    assert being_typed("alte leit ") == And((Word("alte"), Word("leit")))
    assert being_typed('"alte leit') == And((Word("alte"), Or((Word("leit"), Prefix("leit")))))
    assert being_typed('"alte leit"') == Phrase("alte leit")
    assert being_typed("le") == Word("le") and being_typed("") is None


@pytest.mark.parametrize(
    ("title", "typed", "marked"),
    [
        ("Leitern prüfen", "leit pru", "[Leit]ern [prü]fen"),
        ("Straße frei", "strass", "[Straß]e frei"),
        ("Straße frei", "stras", "[Straß]e frei"),
        ("Ein Titel", "tel", "Ein Titel"),
        ("Übergabe", "ueb", "Übergabe"),
        ("", "x", ""),
    ],
)
def test_the_typed_prefixes_are_highlighted(title: str, typed: str, marked: str) -> None:
    pieces = mark_typed(title, typed)
    assert "".join(f"[{text}]" if is_marked else text for text, is_marked in pieces) == marked
    assert "".join(text for text, _ in pieces) == title


def test_people_files_and_groups_have_groups_of_their_own(things, browser, team) -> None:
    ben, cleo = (groups(browser(name).get("/search/suggest?q=te")) for name in ("ben", "cleo"))
    assert ben["Groups"] == ["Team"] and "Groups" not in cleo
    assert groups(browser("cleo").get("/search/suggest?q=be"))["People"] == ["Ben"]
    assert "3 people" in browser("ben").get("/search/suggest?q=team").text
    assert "3 people" in browser("ben").get("/search?q=team").text
