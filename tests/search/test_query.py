"""What people type is read within limits and never fails (B67, T35, search bombs)."""

import time
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kms.search import query
from kms.search.query import All, Any, Expression, Filter, InTitle, Not, Phrase, Prefix, Word, parse

BOMBS = [
    "*", "w*", "[w TO x]", "w~9", "*d* " * 10, " ".join(f"w{n}" for n in range(1000)), "(" * 1000 + "a", "NOT " * 100,
    "(" * 500 + "a" + ")" * 500, "a OR " * 500, "-" * 300, '"' * 255, "x" * 10_000, "a" * 255 + "*", ") ( ) ( (", "((",
    "100%", "a_b", '"unclosed', "#", "!x", "", " ", "\x00", "\ud800", "tag:", ":", "in:title:", "before:x", "-()",
    "- -",     "AND OR NOT", "NOT OR", "a OR", "OR OR a", "٣*", "ß" * 256,
]  # fmt: skip


def test_words_are_all_wanted() -> None:
    assert parse("foo bar").expression == All((Word("foo"), Word("bar")))


def test_the_grammar() -> None:
    assert parse('"zwei Wörter" -alt').expression == All((Phrase("zwei Wörter"), Not(Word("alt"))))
    assert parse("a OR b c").expression == Any((Word("a"), All((Word("b"), Word("c")))))
    assert parse("(a OR b) c").expression == All((Any((Word("a"), Word("b"))), Word("c")))
    assert parse("tag:Linux by:ana").expression == All((Filter("tag", "Linux"), Filter("by", "ana")))
    assert parse("in:title:plan").expression == InTitle("plan")
    assert parse("kund*").expression == Prefix("kund")
    assert parse("NOT a").expression == Not(Word("a"))


@pytest.mark.parametrize(
    ("typed", "iso"), [("2024", "2024-01-01"), ("2024-05", "2024-05-01"), ("1.2.2024", "2024-02-01")]
)
def test_dates_are_read_in_both_ways_of_writing(typed: str, iso: str) -> None:
    assert parse(f"before:{typed}").expression == Filter("before", iso)


@pytest.mark.parametrize("text", ["acl:g2", "id:2", "owner:1", "text:x", "facts:x"])
def test_inner_fields_are_plain_words(text: str) -> None:
    assert parse(text).expression == Word(text)


@pytest.mark.parametrize(
    "text",
    ['"unclosed', "((a", "a)", "*", "ab*", "*abc", "before:soon", "x" * 300, "(" * 9 + "a" + ")" * 9, "a1* " * 3],
)
def test_a_slip_or_excess_is_said(text: str) -> None:
    assert parse(text).notices


def test_sixteen_words_are_searched_and_the_rest_is_said() -> None:
    found = parse(" ".join(f"w{n}" for n in range(17)))
    assert leaves(found.expression) == 16
    assert len(found.notices) == 1


def test_two_prefixes_are_searched_and_the_third_as_a_word() -> None:
    assert parse("eins* zwei* drei*").expression == All((Prefix("eins"), Prefix("zwei"), Word("drei")))


@pytest.mark.parametrize("text", BOMBS)
def test_bombs_are_read_at_once(text: str) -> None:
    started = time.process_time()
    check(parse(text).expression, 0)
    assert time.process_time() - started < 0.1


@given(st.one_of(st.text(), st.text(alphabet='ab()"-*: |ORNOTtag§.')))
def test_nothing_typed_ever_fails(text: str) -> None:
    found = parse(text)
    check(found.expression, 0)
    assert leaves(found.expression) <= query.MAX_TERMS


def check(expression: Expression | None, depth: int) -> None:
    assert depth <= 4 * query.MAX_DEPTH
    assert expression is None or isinstance(expression, get_args(Expression))
    for item in expression.items if isinstance(expression, All | Any) else ():
        check(item, depth + 1)


def leaves(expression: Expression | None) -> int:
    if isinstance(expression, All | Any):
        return sum(leaves(item) for item in expression.items)
    if isinstance(expression, Not):
        return leaves(expression.item)
    if isinstance(expression, Phrase):
        return len(expression.text.split())
    return 1 if expression else 0
