"""The passage shown of a found text: the best place, highlighted with the same analysis as the search."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kms.search.query.parser import parse
from kms.search.results.passages import mark, passage


def marked(text: str, query: str) -> list[str]:
    return [piece for piece, is_marked in passage(text, parse(query).expression) if is_marked]


def test_the_passage_is_where_the_words_are_close_together() -> None:
    text = "Vertrag am Anfang. " + "Füllung " * 100 + "Der Vertrag wird gekündigt. " + "Füllung " * 100
    pieces = passage(text, parse("verträge gekündigt").expression)
    assert "Der Vertrag wird gekündigt." in "".join(piece for piece, _ in pieces)
    assert pieces[0] == ("… ", False)
    assert pieces[-1] == (" …", False)


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Viele Häuser", "haus", ["Häuser"]),
        ("Herr Mueller", "müller", ["Mueller"]),
        ("Die Betriebsratswahl", "wahl", ["Betriebsratswahl"]),
        ("the policies", "policy", ["policies"]),
        ("on-call duty", "call", ["call"]),
        ("Kundenportal", "kund*", ["Kundenportal"]),
        ("nur das", "foo -nur", []),
        ("Der Plan", "der plan", ["Plan"]),
        ("A\u0308rger", "ärger", ["Ärger"]),
    ],
)
def test_the_forms_of_a_word_are_highlighted(text: str, query: str, expected: list[str]) -> None:
    assert marked(text, query) == expected


def test_a_text_without_the_words_shows_its_beginning() -> None:
    assert passage("Nur ein Text", parse("anderes").expression) == [("Nur ein Text", False)]


def test_a_title_is_shown_whole() -> None:
    assert mark("Der Plan für 2026", parse("plan").expression) == [
        ("Der ", False),
        ("Plan", True),
        (" für 2026", False),
    ]


@given(st.text(), st.text(max_size=40))
def test_the_pieces_of_a_title_are_the_title(title: str, query: str) -> None:
    import unicodedata

    pieces = mark(title, parse(query).expression)
    assert "".join(piece for piece, _ in pieces) == unicodedata.normalize("NFC", title)


@pytest.mark.parametrize("text", ["a " * 500_000, "a-" * 500_000, "aB" * 500_000, "1." * 500_000, "§" * 1_000_000])
def test_a_huge_text_is_scanned_in_bounded_time(text: str) -> None:
    started = time.process_time()
    passage(text, parse("a b 1").expression)
    assert time.process_time() - started < 2
