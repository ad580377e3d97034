"""A tag exists for those who may see something that carries it, and counts only that."""

from collections.abc import Callable

import pytest

from tests import make


@pytest.fixture
def tagged(write: Callable, team: int) -> None:
    with write() as session:
        make.space(session, "ana", "team", f"group:{team}")
        make.space(session, "ana", "alle")
        make.page(session, "ana", "team", "Geheim", tags=("Schweißen", "Halle"))
        make.page(session, "ana", "alle", "Offen", tags=("Halle",))
        make.bookmark(session, "ana", "https://a.example/", audience=f"group:{team}", tags=("schweißen",))
        make.bookmark(session, "ana", "https://b.example/", tags=("Schweißnaht",))


def counts(program, who: str, typed: str) -> dict[str, int]:
    answer = program(who)("GET", "/tags", query_string={"q": typed})
    return {tag["name"]: tag["count"] for tag in answer.json["items"]}


def test_only_those_who_see_what_carries_a_tag_see_the_tag(tagged, program) -> None:
    assert counts(program, "ben", "schw") == {"Schweißen": 2} and counts(program, "cleo", "schw") == {}
    assert (
        counts(program, "ana", "schw") == {"Schweißen": 2, "Schweißnaht": 1} and counts(program, "root", "schw") == {}
    )


def test_a_tag_counts_only_what_the_reader_sees(tagged, program) -> None:
    assert counts(program, "ben", "ha") == {"Halle": 2} and counts(program, "cleo", "ha") == {"Halle": 1}


def test_a_tag_is_offered_while_it_is_typed_to_those_who_see_it(tagged, browser) -> None:
    assert browser("ben").get("/tags/complete?q=SCHW").json == ["Schweißen"]
    assert browser("cleo").get("/tags/complete?q=SCHW").json == []


def test_the_search_offers_a_tag_to_those_who_see_it(tagged, browser, index_all) -> None:
    index_all()
    assert "eißen" in browser("ben").get("/search/suggest?q=schw").text
    assert "eißen" not in browser("cleo").get("/search/suggest?q=schw").text


def test_the_page_of_a_hidden_tag_looks_like_that_of_a_missing_one(tagged, browser) -> None:
    cleo = browser("cleo")
    hidden, missing = (cleo.get(f"/tag?name={name}") for name in ("Schweißen", "Schweißer"))
    assert hidden.status_code == missing.status_code == 200
    assert hidden.text.replace("Schweißen", "") .replace("Schwei%C3%9Fen", "") == missing.text.replace(
        "Schweißer", "").replace("Schwei%C3%9Fer", "")  # fmt: skip
