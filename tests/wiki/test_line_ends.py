"""Line endings through a form: every unchanged line keeps its own, a new one ends like the one before it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kms.wiki.comparing.line_ends import with_ends_of
from kms.wiki.pages.inputs import unix_lines

MIXED = "eins\r\nzwei\ndrei\r\nvier"


@pytest.mark.parametrize(("typed", "stored"), [
    ("eins\nzwei\ndrei\nvier", MIXED),
    ("eins\nZWEI\ndrei\nvier", "eins\r\nZWEI\ndrei\r\nvier"),
    ("eins\nneu\nzwei\ndrei\nvier", "eins\r\nneu\r\nzwei\ndrei\r\nvier"),
    ("eins\nzwei\nneu\ndrei\nvier\n", "eins\r\nzwei\nneu\ndrei\r\nvier\r\n"),
    ("zwei\ndrei\nvier", "zwei\ndrei\r\nvier"),
    ("", ""),
])  # fmt: skip
def test_unchanged_lines_of_a_mixed_text_keep_their_ends(typed: str, stored: str) -> None:
    assert with_ends_of(MIXED, typed) == stored


@pytest.mark.parametrize(("base", "end"), [("a\nb\n", "\n"), ("a\r\nb\r\n", "\r\n"), ("", "\n"), ("a\rb\r", "\r")])
def test_a_text_of_one_kind_of_ends_stays_of_that_kind(base: str, end: str) -> None:
    assert with_ends_of(base, "a\nneu\nb\n") == f"a{end}neu{end}b{end}"


texts = st.lists(st.tuples(st.sampled_from("abc") | st.just(""), st.sampled_from(["\n", "\r\n"])), max_size=10).map(
    lambda lines: "".join(line + end for line, end in lines)
)


@settings(max_examples=300, deadline=None)
@given(texts, st.sampled_from(["", "Ende"]))
def test_t29_a_text_that_came_back_as_it_was_is_unchanged(text: str, last: str) -> None:
    assert with_ends_of(text + last, unix_lines(text + last)) == text + last


@settings(max_examples=300, deadline=None)
@given(texts, texts)
def test_nothing_but_line_ends_is_ever_changed(base: str, typed: str) -> None:
    assert unix_lines(with_ends_of(base, unix_lines(typed))) == unix_lines(typed)
