"""Two people save: what can be joined is joined, and no line vanishes silently."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kms.wiki.merge import Merge, three_way

BASE = "eins\nzwei\ndrei\nvier\nfünf\n"


def test_changes_in_different_places_are_joined() -> None:
    merge = three_way(BASE, BASE.replace("eins", "EINS"), BASE.replace("fünf", "FÜNF"))
    assert merge == Merge("EINS\nzwei\ndrei\nvier\nFÜNF\n")


def test_different_changes_of_one_line_are_a_conflict_without_text() -> None:
    merge = three_way(BASE, BASE.replace("drei", "3"), BASE.replace("drei", "III"))
    assert merge.text is None
    clash = merge.conflicts[0]
    assert (clash.line, clash.base, clash.theirs, clash.mine) == (3, "drei\n", "3\n", "III\n")


def test_the_same_change_on_both_sides_is_taken_once() -> None:
    theirs = BASE.replace("zwei", "2")
    assert three_way(BASE, theirs, theirs.replace("fünf", "5")).text == "eins\n2\ndrei\nvier\n5\n"


def test_changes_of_neighbouring_lines_are_a_conflict() -> None:
    assert three_way(BASE, BASE.replace("zwei", "2"), BASE.replace("drei", "3")).text is None


def test_a_line_between_two_changes_is_enough() -> None:
    assert three_way(BASE, BASE.replace("zwei", "2"), BASE.replace("vier", "4")).text == "eins\n2\ndrei\n4\nfünf\n"


def test_one_deletes_what_the_other_changes_is_a_conflict() -> None:
    assert three_way(BASE, BASE.replace("drei\n", ""), BASE.replace("drei", "3")).text is None


def test_line_ends_and_a_missing_last_one_are_kept() -> None:
    assert three_way("a\r\nb\r\nc", "A\r\nb\r\nc", "a\r\nb\r\nC").text == "A\r\nb\r\nC"


def test_lines_added_after_an_unfinished_last_line_do_not_stick_to_it() -> None:
    assert three_way("a\nb\nc", "a\nb\nc\nd", "X\na\nb\nc").text == "X\na\nb\nc\nd"


def test_nothing_changed_is_nothing_to_merge() -> None:
    assert three_way("a", "b", "a").text == "b" and three_way("a", "a", "b").text == "b"
    assert three_way("a", "b", "b").text == "b"


@pytest.mark.parametrize("lines", [["x"] * 6_000, ["a", "b"] * 2_000])
def test_what_takes_too_long_to_compare_is_a_conflict(lines: list[str]) -> None:
    base = "\n".join(lines)
    merge = three_way(base, base[:-200] + "\nneu", "neu\n" + base[100:] + "y\nx\ny\ny\n")
    assert merge.text is None and len(merge.conflicts) == 1


texts = st.lists(st.sampled_from("abcdefg"), max_size=12).map(lambda lines: "".join(f"{line}\n" for line in lines))


@settings(max_examples=400, deadline=None)
@given(texts, texts, texts)
def test_every_line_that_a_side_added_is_in_a_clean_result(base: str, theirs: str, mine: str) -> None:
    merge = three_way(base, theirs, mine)
    assert (merge.text is None) == bool(merge.conflicts)
    if merge.text is not None:
        before, after = Counter(base.split("\n")), Counter(merge.text.split("\n"))
        for side in (theirs, mine):
            for line, count in (Counter(side.split("\n")) - before).items():
                assert after[line] > 0, (line, count)


@settings(max_examples=300, deadline=None)
@given(texts, texts, texts, texts)
def test_changes_far_apart_always_merge_whole(top: str, bottom: str, new_top: str, new_bottom: str) -> None:
    middle = "M1\nM2\nM3\n"
    merge = three_way(top + middle + bottom, new_top + middle + bottom, top + middle + new_bottom)
    assert merge.text == new_top + middle + new_bottom
