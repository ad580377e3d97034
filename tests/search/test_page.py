"""The results page: filters with exact counts, names people know, addresses that can be shared."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import event

from kms.core.rate_limit import RateLimit
from kms.search.engine.port import FoundDocuments
from kms.search.engine.whoosh.index import Index
from kms.search.results import views
from tests import make


@pytest.fixture
def things(write, team, index_all) -> None:
    with write() as session:
        make.space(session, "ana", "handbuch")
        make.space(session, "ana", "intern", f"group:{team}")
        make.page(session, "ana", "handbuch", "Leitern prüfen", "Alle Leitern prüfen", tags=("Sicherheit", "BG"))
        make.page(session, "ben", "handbuch", "Leitern kaufen", "Neue Leitern", tags=("Sicherheit",))
        make.page(session, "ana", "intern", "Leitern geheim", "Leitern", tags=("Geheimes",))
        make.bookmark(session, "ana", "https://www.dguv.example/leitern", "Leitern der DGUV", audience="members",
                      tags=("Sicherheit",))  # fmt: skip
        make.bookmark(session, "ana", "https://privat.example/leitern", "Leitern privat")
    index_all()


def filters(answer) -> dict[str, dict[str, int]]:
    """The filters next to the results: the values of each with their counts."""
    found = {}
    for label, inside in re.findall(r'<nav class="facet" aria-label="([^"]+)">(.*?)</nav>', answer.text, re.S):
        values = re.findall(r'class="facet-value">([^<]+)</span> <span class="count">(\d+)<', inside)
        found[label] = {name: int(count) for name, count in values}
    return found


def count(answer) -> int:
    return int(re.search(r'class="result-count">(\d+)', answer.text)[1])


def test_filters_count_what_the_reader_may_see_and_nothing_else(things, browser) -> None:
    ben, cleo = browser("ben").get("/search?q=Leitern"), browser("cleo").get("/search?q=Leitern")
    assert (count(ben), count(cleo)) == (4, 3)
    assert filters(cleo)["Kind"] == {"Pages": 2, "Bookmarks": 1}
    assert filters(ben)["Kind"] == {"Pages": 3, "Bookmarks": 1}
    assert filters(ben)["Space"] == {"Handbuch": 2, "Intern": 1}
    assert filters(ben)["Tag"] == {"Sicherheit": 3, "BG": 1, "Geheimes": 1}
    assert filters(ben)["Person"] == {"Ana": 3, "Ben": 1}
    assert filters(ben)["Website"] == {"dguv.example": 1}
    assert "Geheimes" not in cleo.text and "Intern" not in cleo.text and "privat.example" not in ben.text


def test_more_spaces_among_the_filters_are_no_more_queries(things, browser, runtime, write, index_all) -> None:
    asked: list[str] = []
    event.listen(runtime.database.engine, "before_cursor_execute", lambda *words: asked.append(words[2]))

    def queries() -> int:
        ana.get("/search?q=Leitern")
        asked.clear()
        assert ana.get("/search?q=Leitern").status_code == 200
        return len(asked)

    ana = browser("ana")
    few = queries()
    with write() as session:
        for number in range(4):
            make.space(session, "ana", f"lager-{number}")
            make.page(session, "ana", f"lager-{number}", f"Leitern im Lager {number}", "Leitern")
    index_all()
    assert queries() == few


def test_each_count_is_what_the_filter_leaves(things, browser) -> None:
    ana = browser("ana")
    page = ana.get("/search?q=Leitern")
    links = re.findall(r'<li><a href="(/search\?[^"]+)" rel="nofollow">.*?<span class="count">(\d+)<', page.text, re.S)
    assert len(links) > 8
    for link, number in links:
        assert count(ana.get(link.replace("&amp;", "&"))) == int(number), link


def test_a_chosen_kind_can_be_removed_or_joined_by_another(things, browser) -> None:
    answer = browser("ben").get("/search?q=Leitern&type=bookmark")
    assert count(answer) == 1
    assert filters(answer)["Kind"] == {"Bookmarks": 1, "Pages": 3}
    assert "Remove the filter Kind: Bookmarks" in answer.text
    both = browser("ben").get("/search?q=Leitern&type=bookmark&type=page")
    assert count(both) == 4


def test_all_chosen_tags_are_required(things, browser) -> None:
    answer = browser("ben").get("/search?q=Leitern&tag=sicherheit&tag=BG")
    assert count(answer) == 1
    assert "Remove the filter Tag: BG" in answer.text


def test_a_filter_without_matches_leaves_nothing_and_can_be_removed(things, browser) -> None:
    answer = browser("ben").get("/search?q=Leitern&year=1999&site=nowhere.example")
    assert count(answer) == 0
    assert "Remove the filter Year: 1999" in answer.text and "Search without filters" in answer.text


def test_the_api_accepts_all_filters_and_returns_their_counts(things, program) -> None:
    ana = program("ana")
    found = ana("GET", "/search?q=Leitern").json
    assert set(found["facets"]) == {"kind", "space", "tag", "by", "site", "year", "language"}
    for name, parameter in (("site", "site"), ("year", "year"), ("language", "language"), ("by", "by")):
        for value, number in found["facets"][name].items():
            assert ana("GET", f"/search?q=Leitern&{parameter}={value}").json["total"] == number, (name, value)
    assert ana("GET", "/search?q=Leitern&site=dguv.example").json["total"] == 1
    assert program("cleo")("GET", "/search?q=Leitern").json["facets"]["tag"] == {"sicherheit": 3, "bg": 1}


def test_a_typo_is_corrected_and_reported(things, browser, monkeypatch) -> None:
    _let_it_mean(monkeypatch, "Laitern", "Leitern")
    answer = browser("ben").get("/search?q=Laitern")
    assert count(answer) == 4
    assert "Nothing for “Laitern”; showing “Leitern”." in answer.text


def test_another_spelling_is_offered_next_to_hits(things, browser, monkeypatch) -> None:
    _let_it_mean(monkeypatch, "Leitern", "Leiter")
    answer = browser("ben").get("/search?q=Leitern&type=page")
    assert count(answer) == 3
    assert re.search(r'Did you mean: <a href="/search\?q=Leiter&amp;type=page">Leiter</a>', answer.text)


def test_words_with_a_typo_are_found_highlighted_and_named(things, browser) -> None:
    answer = browser("cleo").get("/search?q=Lietern")
    assert count(answer) > 0 and "<mark>Leitern</mark>" in answer.text
    assert re.search(r'Did you mean: <a href="[^"]+">leitern</a>', answer.text)


def _let_it_mean(monkeypatch, typed: str, meant: str) -> None:
    """Make the index answer as it does for a typo."""
    find = Index.find

    def found(self, expression, *args, **options) -> FoundDocuments:
        is_typed = getattr(expression, "text", "") == typed
        answer = find(self, expression, *args, **options)
        if is_typed and typed == "Laitern":
            return FoundDocuments(suggested=meant)
        return replace(answer, suggested=meant) if is_typed else answer

    monkeypatch.setattr(Index, "find", found)


def test_nothing_found_says_what_would_find_something(things, browser) -> None:
    answer = browser("cleo").get("/search?q=Leitern+-prüfen+-kaufen+-DGUV&type=page&type=bookmark")
    assert count(answer) == 0
    ways = re.findall(r'href="/search\?q=([^"]+)">([^<]+) <span class="count">(\d+)<', answer.text)
    assert [(words, number) for _, words, number in ways] == [
        ("Leitern -kaufen -DGUV", "1"), ("Leitern -prüfen -DGUV", "1"), ("Leitern -prüfen -kaufen", "1"),
    ]  # fmt: skip
    assert ("Leitern -prüfen -kaufen -DGUV" in answer.text) and ("Leitern privat" not in answer.text)


def test_separate_words_are_offered_instead_of_a_phrase(things, browser) -> None:
    answer = browser("cleo").get('/search?q="Leitern+neue"')
    assert re.search(r'>Leitern neue <span class="count">1<', answer.text)


def test_hidden_things_lead_to_no_suggestions_either(things, browser) -> None:
    ben, cleo = (browser(name).get("/search?q=in:title:geheim").text for name in ("ben", "cleo"))
    assert 'result-count">1 result' in ben and 'result-count">0 result' in cleo
    assert "Try fewer words" not in cleo


def test_searching_faster_than_people_can_is_refused_politely(things, browser, monkeypatch) -> None:
    monkeypatch.setattr(views, "_pace", RateLimit(2, 60))
    ben = browser("ben")
    codes = [ben.get(address).status_code for address in ("/search?q=a", "/search/suggest?q=a", "/search?q=b")]
    assert codes == [200, 200, 429]
    assert browser("ana").get("/search?q=a").status_code == 200


@pytest.fixture
def many_tags(write, team, index_all) -> None:
    with write() as session:
        make.space(session, "ana", "handbuch")
        make.space(session, "ana", "intern", f"group:{team}")
        for number in range(10):
            make.page(session, "ana", "handbuch", f"Leiter {number}", "Leitern", tags=(f"allen{number}", "Leitern"))
        make.page(session, "ana", "intern", "Leiter geheim", "Leitern", tags=("Geheimes", "Leitern"))
    index_all()


def test_folded_filters_are_fetched_when_opened(many_tags, browser) -> None:
    cleo = browser("cleo")
    folded = cleo.get("/search?q=Leiter")
    assert len(filters(folded)["Tag"]) == 6 and re.findall(r"<summary>(\S+) more<", folded.text) == ["5"]
    fragment = cleo.get(re.search(r'hx-get="([^"]+)"', folded.text)[1].replace("&amp;", "&"))
    further = dict(re.findall(r'class="facet-value">([^<]+)</span> <span class="count">(\d+)<', fragment.text))
    opened = filters(cleo.get(re.search(r'href="([^"]+open=tag[^"]*)"', folded.text)[1].replace("&amp;", "&")))["Tag"]
    assert len(further) == 5 and {**filters(folded)["Tag"], **{name: int(n) for name, n in further.items()}} == opened
    assert "<html" not in fragment.text


def test_unfolded_filters_contain_nothing_hidden(many_tags, browser) -> None:
    ben, cleo = (browser(name).get("/search/values?q=Leiter&of=tag").text for name in ("ben", "cleo"))
    assert "Geheimes" in ben and "allen9" in cleo and "Geheimes" not in cleo


def test_an_unknown_filter_has_no_values(many_tags, browser) -> None:
    assert browser("ben").get("/search/values?q=Leiter&of=owner").status_code == 404


def test_the_field_at_the_top_shows_the_words_of_this_search_and_of_no_other(things, browser) -> None:
    ben = browser("ben")
    assert 'name="q" value="Leitern" placeholder' in ben.get("/search?q=Leitern").text
    assert 'name="q" value="&#34;&gt;&lt;b&gt;" placeholder' in ben.get('/search?q="><b>').text
    assert 'name="q" value="" placeholder' in ben.get("/bookmarks?q=Leitern").text
