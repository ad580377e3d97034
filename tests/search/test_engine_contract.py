"""The contract of every search engine: it finds within a reach, forgets at once, and never reveals more.

Another engine is one more name in `ENGINES`.
"""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kms.core.reach import Reach
from kms.core.search_sources import SearchDocument
from kms.search.engine.port import FoundDocuments, IndexBroken, SearchIndex
from kms.search.engine.whoosh.index import Index
from tests.search.documents import ANA, EVERYONE, STRANGERS, document, found, search

ENGINES: dict[str, Callable[[Path], SearchIndex]] = {"whoosh": Index}
Open = Callable[[], SearchIndex]


@pytest.fixture(params=ENGINES)
def open_index(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Opens the same index again, as another process would."""
    return lambda: ENGINES[request.param](tmp_path)


@pytest.fixture
def index(open_index: Open) -> SearchIndex:
    return open_index()


def test_an_empty_reach_finds_nothing(index: SearchIndex) -> None:
    index.write([document(1, text="wort"), document(2, text="wort", owner=7)])
    assert search(index, "wort", Reach()) == FoundDocuments()
    assert index.suggest("titel", Reach()) == []
    assert found(index, "wort") == [1, 2]


def test_a_reach_finds_its_lists_and_what_it_owns(index: SearchIndex) -> None:
    index.write([document(1, text="wort", acl=EVERYONE), document(2, text="wort", acl=STRANGERS)])
    index.write([document(3, text="wort", acl=STRANGERS, owner=7), document(4, text="wort", acl=STRANGERS, owner=8)])
    assert found(index, "wort") == [1, 3]
    assert found(index, "wort", Reach(None, frozenset({STRANGERS}))) == [2, 3, 4]
    assert found(index, "wort", Reach(8)) == [4]
    assert found(index, "-anderes") == [1, 3]


def test_totals_facets_and_suggestions_count_only_what_may_be_seen(index: SearchIndex) -> None:
    hidden = document(2, "Geheimplan", "wort", acl=STRANGERS, tags=("geheim",), space="vorstand")
    index.write([document(1, "Plan", "wort", tags=("offen",), space="alle"), hidden])
    result = search(index, "wort")
    facets = {name: counts for name, counts in result.facets.items() if counts}
    assert (result.total, facets) == (1, {"kind": {"page": 1}, "space": {"alle": 1}, "tag": {"offen": 1}})
    assert index.suggest("geheim", ANA) == []
    assert search(index, "geheimplan").total == 0
    assert search(index, "tag:geheim").total == 0
    assert search(index, "geheimpl*").total == 0


def test_hidden_documents_do_not_change_the_order(index: SearchIndex) -> None:
    shown = [document(1, text="alpha " * 3 + "beta"), document(2, text="alpha " + "beta " * 3)]
    index.write(shown)
    before = search(index, "alpha beta").ids
    index.write(document(id, text="alpha " * 5, acl=STRANGERS) for id in range(10, 60))
    assert search(index, "alpha beta").ids == before


@pytest.mark.parametrize("query", ["acl:2", "id:2", "owner:7", "geheim OR acl:2", "*", "facts:2", "page:2"])
def test_inner_fields_cannot_be_asked_for(index: SearchIndex, query: str) -> None:
    index.write([document(1, text="offen"), document(2, text="geheim", acl=STRANGERS)])
    assert 2 not in found(index, query)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 4), st.one_of(st.none(), st.integers(1, 3))), min_size=1, max_size=12),
    st.one_of(st.none(), st.integers(1, 3)),
    st.frozensets(st.integers(1, 4)),
)
def test_the_index_agrees_with_the_reach(
    tmp_path_factory: pytest.TempPathFactory,
    guards: list[tuple[int, int | None]],
    me: int | None,
    lists: frozenset[int],
) -> None:
    index, reach = Index(tmp_path_factory.mktemp("agree")), Reach(me, lists)
    index.write(document(id, text="wort", acl=acl, owner=owner) for id, (acl, owner) in enumerate(guards))
    expected = [
        id for id, (acl, owner) in enumerate(guards) if reach.covers(SimpleNamespace(acl_id=acl, owner_id=owner))
    ]
    assert found(index, "wort", reach) == expected
    assert search(index, "wort", reach).total == len(expected)


def test_a_deleted_document_is_gone_after_the_commit_in_every_open_reader(open_index: Open) -> None:
    writer, reader = open_index(), open_index()
    writer.write([document(number, text="wort") for number in range(1, 7)])
    assert sorted(found(reader, "wort")) == [1, 2, 3, 4, 5, 6]
    writer.write([], [("page", 1)])
    assert sorted(found(writer, "wort")) == [2, 3, 4, 5, 6]
    time.sleep(0.3)
    assert sorted(found(reader, "wort")) == [2, 3, 4, 5, 6]


def test_a_document_made_private_is_gone_after_the_commit(open_index: Open) -> None:
    writer, reader = open_index(), open_index()
    writer.write([document(1, text="wort")])
    assert found(reader, "wort") == [1]
    writer.write([document(1, text="wort", acl=STRANGERS)])
    time.sleep(0.3)
    assert found(reader, "wort") == found(writer, "wort") == []


def test_two_updates_of_one_id_are_one_document(index: SearchIndex) -> None:
    index.write([document(1, text="alt"), document(1, text="neu")])
    index.write([document(1, text="frisch")])
    assert search(index, "alt").total == search(index, "neu").total == 0
    assert search(index, "frisch").total == 1


def test_an_empty_index_finds_nothing_and_has_to_be_built(index: SearchIndex) -> None:
    assert search(index, "wort") == search(index, "wort", Reach(1))
    with pytest.raises(IndexBroken):
        index.check()


def test_the_generation_changes_with_every_commit(index: SearchIndex) -> None:
    index.write([document(1)])
    before = index.generation()
    index.write([document(2)])
    assert index.generation() != before


def test_words_phrases_and_exclusions(index: SearchIndex) -> None:
    index.write(
        [
            document(1, text="der rote Apfel liegt im Korb"),
            document(2, text="der Apfel ist rot"),
            document(3, text="die Birne und ein Apfelbaum"),
        ]
    )
    assert found(index, "apfel rot") == [1, 2]
    assert found(index, '"rote Apfel"') == [1]
    assert found(index, "apfel -rot") == [3]
    assert found(index, "birne OR korb") == [1, 3]
    assert found(index, "(birne OR korb) apfel") == [1, 3]
    assert found(index, "kor*") == [1]
    assert found(index, "in:title:apfel") == []


def test_properties_filter(index: SearchIndex) -> None:
    day = datetime(2024, 5, 1)
    index.write(
        [
            document(1, text="wort", tags=("Rot", "zwei Worte"), space="Alle", author="Ana Berg", updated_at=day),
            document(2, text="wort", kind="bookmark", site="docs.example.com"),
        ]
    )
    for query in (
        "tag:rot",
        "space:alle",
        "by:ana",
        "type:page",
        "before:2024-06",
        "after:2024",
        "wort -type:bookmark",
    ):
        assert found(index, query) == [1], query
    assert found(index, "site:example.com") == [2]
    assert search(index, "wort", type=("bookmark",)).ids == [("bookmark", 2)]
    assert search(index, "wort", tag=("ROT", "zwei worte")).total == 1
    assert search(index, "wort", space=("alle",)).total == search(index, "wort", by=("ana berg",)).total == 1


def test_umlauts_compounds_and_typos(index: SearchIndex) -> None:
    index.write(
        [
            document(1, text="Herr Müller wohnt in der Hauptstraße"),
            document(2, text="Das Kundenportal für die Betriebsratswahl"),
            document(3, text="Die Arbeitnehmererfindungen"),
            document(4, text="Die Kasse und das Lager"),
        ]
    )
    for query, expected in [
        ("mueller", [1]), ("muller", [1]), ("hauptstrasse", [1]), ("portal", [2]), ("wahl", [2]),
        ("arbeitnehmererfindugen", [3]), ("kassenlager", [4]), ("hauptstraßen", [1]),
    ]:  # fmt: skip
        assert found(index, query) == expected, query


def test_the_exact_title_comes_first(index: SearchIndex) -> None:
    index.write([document(1, "Urlaub und Urlaubsantrag", "urlaub " * 50), document(2, "Urlaub", "kurz")])
    assert search(index, "urlaub").ids[0] == ("page", 2)


def test_if_no_document_has_all_words_the_best_are_found_with_a_notice(index: SearchIndex) -> None:
    index.write([document(1, text="alpha beta gamma"), document(2, text="delta")])
    result = search(index, "alpha beta unauffindbares")
    assert result.ids == [("page", 1)]
    assert result.notices


def test_if_few_have_all_words_those_with_most_follow(index: SearchIndex) -> None:
    index.write([document(1, text="alpha beta gamma"), document(2, text="alpha beta"), document(3, text="gamma")])
    index.write(document(id, text="sonst etwas") for id in range(10, 40))
    result = search(index, "alpha beta gamma")
    assert result.ids == [("page", 1), ("page", 2)]
    assert (result.total, len(result.notices)) == (2, 1)


def test_a_filter_never_adds_what_the_words_alone_do_not_find(index: SearchIndex) -> None:
    index.write(document(id, text="alpha beta gamma", tags=("oft",)) for id in range(12))
    index.write([document(20, text="alpha beta gamma", tags=("rar",)), document(21, text="alpha beta", tags=("rar",))])
    index.write(document(id, text="sonst etwas") for id in range(30, 60))
    everything = search(index, "alpha beta gamma")
    assert (everything.total, everything.facets["tag"]) == (13, {"oft": 12, "rar": 1})
    assert search(index, "alpha beta gamma", tag=("rar",)).ids == [("page", 20)]
    assert search(index, "alpha beta gamma tag:rar").ids == [("page", 20)]


def test_two_words_may_be_written_as_one(index: SearchIndex) -> None:
    index.write([document(1, text="a new laptop"), document(2, text="the top of the lap")])
    assert found(index, "lap top") == [1, 2]


def test_parts_of_a_frequent_word_do_not_replace_it(index: SearchIndex) -> None:
    index.write([document(1, text="interview"), document(2, text="interview"), document(3, text="inter view")])
    assert found(index, "interview") == [1, 2]


def test_a_word_inside_a_long_one_is_found(index: SearchIndex) -> None:
    index.write([document(1, text="Bundesdatenschutzgesetz"), document(2, text="Datenschutzgesetz")])
    index.write([document(3, text="etwas anderes")])
    assert found(index, "datenschutz") == [1, 2]
    assert found(index, "undesdatenschutz") == []


def test_a_typo_is_corrected_and_reported(index: SearchIndex) -> None:
    index.write([document(1, text="Die Arbeitnehmererfindungen"), document(2, text="Geheimnisse", acl=STRANGERS)])
    assert search(index, "-weg arbeitnehmererfindugen type:page").suggested == "-weg arbeitnehmererfindungen type:page"
    assert search(index, "arbeitnehmererfindungen").suggested == ""
    assert search(index, "geheimnise") == search(index, "nirgendwas")


def test_bookmarks_of_one_address_are_one_hit(index: SearchIndex) -> None:
    twins = [
        document(id, "Plan", "wort " * id, kind="bookmark", same="link:1", author=author, owner=owner, acl=acl)
        for id, author, owner, acl in ((1, "ana", 7, EVERYONE), (2, "ben", 8, EVERYONE), (3, "cleo", 9, STRANGERS))
    ]
    index.write([*twins, document(4, "Plan B", "wort")])
    result = search(index, "wort")
    assert (result.total, len(result.ids)) == (2, 2)
    assert result.facets["kind"] == {"bookmark": 1, "page": 1}
    assert result.facets["by"] == {"ana": 1, "ben": 1}
    assert search(index, "wort", by=("ana",)).ids == [("bookmark", 1)]
    assert search(index, "wort", Reach(9, frozenset({EVERYONE}))).facets["by"] == {"ana": 1, "ben": 1, "cleo": 1}


def test_facets_count_what_each_further_choice_would_find(index: SearchIndex) -> None:
    day = datetime(2024, 5, 1)
    index.write(
        [
            document(1, text="wort der die das und", tags=("rot", "blau"), space="alle", author="ana", updated_at=day),
            document(2, text="wort the and of with", tags=("rot",), site="docs.example.com", kind="bookmark"),
        ]
    )
    facets = search(index, "wort").facets
    assert facets["tag"] == {"rot": 2, "blau": 1}
    assert (facets["year"], facets["site"]) == ({"2024": 1}, {"docs.example.com": 1})
    assert facets["language"] == {"de": 1, "en": 1}
    for name, value in (("tag", "blau"), ("year", "2024"), ("language", "de"), ("space", "alle"), ("by", "ana")):
        assert search(index, "wort", **{name: (value,)}).ids == [("page", 1)], name
    assert search(index, "wort", site=("docs.example.com",)).ids == [("bookmark", 2)]
    assert search(index, "wort", year=("gestern",)).total == 0


def test_tags_are_counted_as_a_search_for_everything_counts_them(index: SearchIndex) -> None:
    twins = [document(id, kind="bookmark", same="link:1", tags=("rot",)) for id in (1, 2)]
    index.write([*twins, document(3, tags=("rot",)), document(4, tags=("geheim",), acl=STRANGERS)])
    assert index.tag_counts(ANA) == index.find(None, ANA).facets["tag"] == {"rot": 2}
    assert index.tag_counts(Reach()) == {}


def test_referenced_and_title_matching_documents_come_first(index: SearchIndex) -> None:
    index.write([document(1, "Eins", "wort"), document(2, "Zwei", "wort", sources=40)])
    assert search(index, "wort").ids == [("page", 2), ("page", 1)]
    index.write([document(3, "Drei", "anders", names=("wort",)), document(4, "Vier", "anders", above=("wort",))])
    assert found(index, "wort") == [1, 2, 3, 4]


def test_a_part_in_the_other_language_is_found_by_its_own_forms(index: SearchIndex) -> None:
    german = "Die Häuser der Stadt sind nicht so hoch wie die Türme, aber sie sind es auch nicht oft. " * 30
    english = "The running of these companies is what we have been doing for all of the years that they are in. " * 30
    index.write([document(1, text=german + "\n" + english + "\n" + german)])
    assert found(index, "company") == found(index, "haus turm") == [1]


def test_stop_words_do_not_filter(index: SearchIndex) -> None:
    index.write([document(1, "Wahlordnung", "Die Wahl des Betriebsrats")])
    assert found(index, "wie ist die wahl des betriebsrats") == [1]


def test_result_pages_are_consecutive(index: SearchIndex) -> None:
    index.write(document(id, text="wort") for id in range(250))
    pages = [search(index, "wort", limit=20, offset=offset).ids for offset in range(0, 260, 20)]
    assert sorted(id for page in pages for _, id in page) == list(range(250))


def test_titles_are_completed(index: SearchIndex) -> None:
    index.write([document(1, "Müllers Portal"), document(2, "Portal"), document(3, "Port-Liste"), document(4, "Sport")])
    assert index.suggest("por", ANA) == [("page", 2), ("page", 3), ("page", 1)]
    assert index.suggest("mueller por", ANA) == [("page", 1)]
    assert index.suggest("%", ANA) == index.suggest("", ANA) == []


@pytest.mark.parametrize("query", ["100%", "a_b", '"unclosed', "((", "#", "!x", "x" * 10_000, "*", "NOT " * 100])
def test_unusual_queries_are_answered(index: SearchIndex, query: str) -> None:
    index.write([document(1, text="100% a_b"), document(2, text="1000 axb")])
    search(index, query)
    assert found(index, "100%") == found(index, "a_b") == [1]


def test_a_rebuild_serves_the_old_index_until_the_new_one_replaces_it(open_index: Open) -> None:
    index, reader = open_index(), open_index()
    index.write([document(1, text="alt")])

    def batches() -> Iterator[list[SearchDocument]]:
        yield [document(2, text="neu")]
        assert found(reader, "alt") == [1]
        yield [document(3, text="neu")]

    assert index.rebuild(batches()) == 2
    time.sleep(0.3)
    assert found(index, "neu") == found(reader, "neu") == [2, 3]
    assert found(reader, "alt") == []


def test_a_rebuild_that_fails_leaves_the_old_index(index: SearchIndex) -> None:
    index.write([document(1, text="alt")])

    def batches() -> Iterator[list[SearchDocument]]:
        yield [document(2, text="neu")]
        raise RuntimeError("database away")

    with pytest.raises(RuntimeError):
        index.rebuild(batches())
    assert found(index, "alt") == [1]


def test_one_of_many_documents_is_gone_after_the_commit_and_counted_nowhere(index: SearchIndex) -> None:
    index.write(document(id, text="wort", tags=("holz",)) for id in range(20))
    index.write([], [("page", 7)])
    assert index.figures().documents == 19
    assert 7 not in found(index, "wort") and search(index, "wort").total == 19
    assert index.tag_counts(ANA) == {"holz": 19} and ("page", 7) not in index.suggest("titel 7", ANA)
