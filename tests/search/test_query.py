"""Queries are parsed within limits and never fail (B67, T35, search bombs)."""

import sys
import time
from functools import cache
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kms.search.query import parser
from kms.search.query.expressions import (
    And,
    Expression,
    FieldFilter,
    InTitle,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
    words_of,
    written,
)
from kms.search.query.parser import parse
from kms.web import catalogue

BOMBS = [
    "*", "w*", "[w TO x]", "w~9", "*d* " * 10, " ".join(f"w{n}" for n in range(1000)), "(" * 1000 + "a", "NOT " * 100,
    "(" * 500 + "a" + ")" * 500, "a OR " * 500, "-" * 300, '"' * 255, "x" * 10_000, "a" * 255 + "*", ") ( ) ( (", "((",
    "100%", "a_b", '"unclosed', "#", "!x", "", " ", "\x00", "\ud800", "tag:", ":", "in:title:", "before:x", "-()",
    "- -",     "AND OR NOT", "NOT OR", "a OR", "OR OR a", "٣*", "ß" * 256,
]  # fmt: skip


def test_all_words_are_required() -> None:
    assert parse("foo bar").expression == And((Word("foo"), Word("bar")))


def test_the_grammar() -> None:
    assert parse('"zwei Wörter" -alt').expression == And((Phrase("zwei Wörter"), Not(Word("alt"))))
    assert parse("a OR b c").expression == Or((Word("a"), And((Word("b"), Word("c")))))
    assert parse("(a OR b) c").expression == And((Or((Word("a"), Word("b"))), Word("c")))
    assert parse("tag:Linux by:ana").expression == And((FieldFilter("tag", "Linux"), FieldFilter("by", "ana")))
    assert parse("in:title:plan").expression == InTitle("plan")
    assert parse("kund*").expression == Prefix("kund")
    assert parse("NOT a").expression == Not(Word("a"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("schlagwort:Holz", FieldFilter("tag", "Holz")),
        ('tag:"zwei Wörter"', FieldFilter("tag", "zwei Wörter")),
        ("Bereich:werkstatt", FieldFilter("space", "werkstatt")),
        ("von:georg", FieldFilter("by", "georg")),
        ("typ:Seite", FieldFilter("type", "page")),
        ("type:bookmark", FieldFilter("type", "bookmark")),
        ("typ:Lesezeichen", FieldFilter("type", "bookmark")),
        ("site:www.DIN.de", FieldFilter("site", "din.de")),
        ("website:din.de", FieldFilter("site", "din.de")),
        ("vor:2024", FieldFilter("before", "2024-01-01")),
        ("nach:1.2.2024", FieldFilter("after", "2024-02-01")),
        ("is:unread", FieldFilter("is", "unread")),
        ("ist:ungelesen", FieldFilter("is", "unread")),
        ("has:attachment", FieldFilter("has", "attachment")),
        ("hat:Anhang", FieldFilter("has", "attachment")),
        ("in:title:plan", InTitle("plan")),
        ("im:titel:Plan", InTitle("Plan")),
        ('in:titel:"zwei Wörter"', InTitle("zwei Wörter")),
        ('titel:"Plan"', InTitle("Plan")),
        ("-typ:seite", Not(FieldFilter("type", "page"))),
        ('-titel:"alter Plan"', Not(InTitle("alter Plan"))),
    ],
)
def test_filters_are_understood_in_both_languages(typed: str, meant: Expression) -> None:
    found = parse(typed)
    assert (found.expression, found.notices) == (meant, ())


@pytest.mark.parametrize(
    "typed", ["foo:bar", "in:ordnung", "in:", "12:30", "https://din.de/a:b", "a:b:c", "::", "tag:"]
)
def test_unknown_words_before_a_colon_are_words(typed: str) -> None:
    found = parse(typed)
    assert found.expression in (Word(typed), None) and found.notices == ()


@pytest.mark.parametrize("typed", ["is:x", "has:wings", "type:unicorn", "before:soon", 'ist:"nicht da"'])
def test_an_unknown_value_is_reported_and_searched_as_a_word(typed: str) -> None:
    found = parse(typed)
    assert isinstance(found.expression, Word) and len(found.notices) == 1
    assert found.expression.text in str(found.notices[0])


@pytest.mark.parametrize("typed", ["a (b OR c) -d", '"x y" tag:"u v" -(in:title:"p q" r)', "kund* by:ana"])
def test_a_parsed_query_can_be_serialised_again(typed: str) -> None:
    once = parse(typed).expression
    assert once is not None and parse(written(once, {})).expression == once


@pytest.mark.parametrize(
    ("typed", "iso"), [("2024", "2024-01-01"), ("2024-05", "2024-05-01"), ("1.2.2024", "2024-02-01")]
)
def test_dates_are_parsed_in_both_formats(typed: str, iso: str) -> None:
    assert parse(f"before:{typed}").expression == FieldFilter("before", iso)


@pytest.mark.parametrize("text", ["acl:g2", "id:2", "owner:1", "text:x", "facts:x"])
def test_inner_fields_are_plain_words(text: str) -> None:
    assert parse(text).expression == Word(text)


@pytest.mark.parametrize(
    "text",
    ['"unclosed', "((a", "a)", "*", "ab*", "*abc", "before:soon", "x" * 300, "(" * 9 + "a" + ")" * 9, "a1* " * 3],
)
def test_a_typo_or_excess_is_reported(text: str) -> None:
    assert parse(text).notices


def test_sixteen_words_are_searched_and_the_rest_is_reported() -> None:
    found = parse(" ".join(f"w{n}" for n in range(17)))
    assert leaves(found.expression) == 16
    assert len(found.notices) == 1


def test_two_prefixes_are_searched_and_the_third_as_a_word() -> None:
    assert parse("eins* zwei* drei*").expression == And((Prefix("eins"), Prefix("zwei"), Word("drei")))


@pytest.mark.parametrize("text", BOMBS)
def test_bombs_are_parsed_at_once(text: str) -> None:
    started = time.process_time()
    check(parse(text).expression, 0)
    assert time.process_time() - started < 0.1


_PARTS = st.sampled_from(
    [
        "a",
        "ab",
        "abc*",
        "(",
        ")",
        '"',
        "-",
        "OR",
        "NOT",
        "ODER",
        "tag:",
        "in:title:",
        "is:unread",
        "before:2024",
        "*",
        " ",
    ]
)
_TYPED = st.one_of(st.text(), st.text(alphabet='ab()"-*: |ORNOTtag§.'), st.lists(_PARTS, max_size=300).map(" ".join),
                   st.lists(_PARTS, max_size=300).map("".join))  # fmt: skip


@given(_TYPED)
def test_no_input_ever_fails_or_exceeds_the_limits(text: str) -> None:
    found = parse(text)
    check(found.expression, 0)
    assert leaves(found.expression) <= parser.MAX_TERMS
    assert prefixes(found.expression) <= parser.MAX_PREFIXES
    assert brackets(found.expression) <= parser.MAX_DEPTH + 1
    assert len(found.text) <= parser.MAX_CHARS
    assert all(len(text.split()) <= parser.MAX_TERMS for text in words_of(found.expression))


@given(_TYPED)
def test_parsing_takes_no_more_steps_than_there_are_letters(text: str) -> None:
    steps = 0

    def count(frame: object, event: str, arg: object) -> None:
        nonlocal steps
        steps += event == "call"

    sys.setprofile(count)
    try:
        parse(text)
    finally:
        sys.setprofile(None)
    assert steps < 40 * parser.MAX_CHARS


@given(_TYPED)
def test_every_notice_is_in_the_german_catalogue(text: str) -> None:
    assert all(german_words().get(notice.id) for notice in parse(text).notices)


@cache
def german_words() -> dict[str, str]:
    return {str(message.id): str(message.string) for message in catalogue.read()}


def prefixes(expression: Expression | None) -> int:
    if isinstance(expression, And | Or):
        return sum(prefixes(item) for item in expression.items)
    return prefixes(expression.item) if isinstance(expression, Not) else int(isinstance(expression, Prefix))


def brackets(expression: Expression | None) -> int:
    """How deeply alternatives are nested: each needs brackets of its own."""
    if isinstance(expression, And | Or):
        return isinstance(expression, Or) + max(brackets(item) for item in expression.items)
    return brackets(expression.item) if isinstance(expression, Not) else 0


def check(expression: Expression | None, depth: int) -> None:
    assert depth <= 4 * parser.MAX_DEPTH
    assert expression is None or isinstance(expression, get_args(Expression))
    for item in expression.items if isinstance(expression, And | Or) else ():
        check(item, depth + 1)


def leaves(expression: Expression | None) -> int:
    if isinstance(expression, And | Or):
        return sum(leaves(item) for item in expression.items)
    if isinstance(expression, Not):
        return leaves(expression.item)
    if isinstance(expression, Phrase):
        return len(expression.text.split())
    return 1 if expression else 0
