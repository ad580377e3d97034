"""Two people save: what can be merged is merged, and no line vanishes silently."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kms.wiki.comparing.merge import three_way

BASE = "eins\nzwei\ndrei\nvier\nfünf\n"


def test_changes_in_different_places_are_merged() -> None:
    merge = three_way(BASE, BASE.replace("eins", "EINS"), BASE.replace("fünf", "FÜNF"))
    assert merge.text == "EINS\nzwei\ndrei\nvier\nFÜNF\n"


def test_different_changes_of_one_line_are_a_conflict_without_text() -> None:
    merge = three_way(BASE, BASE.replace("drei", "3"), BASE.replace("drei", "III"))
    assert merge.text is None
    clash = merge.conflicts[0]
    assert (clash.line, clash.base, clash.theirs, clash.mine) == (3, "drei\n", "3\n", "III\n")


def test_the_same_change_on_both_sides_is_taken_once() -> None:
    theirs = BASE.replace("zwei", "2")
    assert three_way(BASE, theirs, theirs.replace("fünf", "5")).text == "eins\n2\ndrei\nvier\n5\n"


def test_edits_of_adjacent_lines_are_merged() -> None:
    paragraph = "Die Leiter ist\nzu prüfen, und zwar\njedes Jahr.\n"
    merge = three_way(paragraph, paragraph.replace("Leiter", "Stehleiter"), paragraph.replace("und zwar", "immer"))
    assert merge.text == "Die Stehleiter ist\nzu prüfen, immer\njedes Jahr.\n"


@pytest.mark.parametrize(("before", "theirs", "mine", "both"), [
    ("- eins\n- zwei\n", "- EINS\n- zwei\n", "- eins\n- ZWEI\n", "- EINS\n- ZWEI\n"),
    ("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n", "| a | b |\n|---|---|\n| 1 | 20 |\n| 3 | 4 |\n",
     "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 40 |\n", "| a | b |\n|---|---|\n| 1 | 20 |\n| 3 | 40 |\n"),
    ("# Kopf\nAbsatz\n", "# Überschrift\nAbsatz\n", "# Kopf\nAbsatz, neu\n", "# Überschrift\nAbsatz, neu\n"),
    ("- eins\n- zwei\n", "- eins\n- neu\n- zwei\n", "- eins\n- ZWEI\n", "- eins\n- neu\n- ZWEI\n"),
    ("- eins\n- zwei\n- drei\n", "- eins\n- drei\n", "- eins\n- zwei\n- DREI\n", "- eins\n- DREI\n"),
    ("- eins\n- zwei\n- drei\n", "- zwei\n- drei\n", "- eins\n- drei\n", "- drei\n"),
    ("a\nb", "a\nb\nc", "a\nB", "a\nB\nc"),
])  # fmt: skip
def test_unambiguous_edits_of_adjacent_lines_are_merged(before: str, theirs: str, mine: str, both: str) -> None:
    assert three_way(before, theirs, mine).text == both
    assert three_way(before, mine, theirs).text == both


@pytest.mark.parametrize(("before", "theirs", "mine"), [
    ("- eins\n", "- eins\n- zwei\n", "- eins\n- ZWEI\n"),
    ("eins\nzwei\n", "eins\nneu\nzwei\n", "eins\n"),
    ("eins\nzwei\ndrei\n", "eins\nzwei, geteilt\nin zwei Zeilen\ndrei\n", "eins\nzwei\nDREI\n"),
    ("eins\nzwei\n", "EINS\nZWEI\n", "eins\nmitten darin\nzwei\n"),
])  # fmt: skip
def test_ambiguous_edits_stay_a_conflict(before: str, theirs: str, mine: str) -> None:
    assert three_way(before, theirs, mine).text is None
    assert three_way(before, mine, theirs).text is None


def test_a_missing_last_line_end_is_no_change_of_its_line() -> None:
    assert three_way("a\nb\n", "a\nb", "A\nb\n").text == "A\nb"
    assert three_way("a\nb", "a\nb\n", "A\nb").text == "A\nb\n"
    assert three_way("a\nb", "A\nb", "a\nb\nc").text == "A\nb\nc"


def test_the_choice_for_each_conflict_replaces_it() -> None:
    merge = three_way(BASE, BASE.replace("eins", "1").replace("fünf", "5"), "I\nzwei\nzweieinhalb\ndrei\nvier\nV\n")
    assert [clash.line for clash in merge.conflicts] == [1, 5]
    assert merge.resolved([merge.conflicts[0].mine, "V oder 5"]) == "I\nzwei\nzweieinhalb\ndrei\nvier\nV oder 5\n"
    assert merge.resolved(["", ""]) == "zwei\nzweieinhalb\ndrei\nvier\n"


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
def test_texts_that_take_too_long_to_compare_are_a_conflict(lines: list[str]) -> None:
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


@st.composite
def two_edits(draw: st.DrawFn) -> tuple[list[str], list[str], list[str]]:
    """A base of distinct lines, and two sides that each keep, drop and add lines under their own names."""
    base = [f"b{n}" for n in range(draw(st.integers(0, 10)))]
    sides = []
    for name in ("t", "m"):
        side: list[str] = []
        for line in [*base, None]:
            side += [f"{name}{len(side)}-{n}" for n in range(draw(st.sampled_from([0, 0, 0, 1, 2])))]
            if line is not None and draw(st.integers(0, 4)):
                side.append(line)
        sides.append(side)
    return base, sides[0], sides[1]


@settings(max_examples=500, deadline=None)
@given(two_edits())
def test_no_line_of_either_side_vanishes_silently(edits: tuple[list[str], list[str], list[str]]) -> None:
    base, theirs, mine = edits
    merge = three_way(*("".join(f"{line}\n" for line in side) for side in (base, theirs, mine)))
    shown = "".join(piece if isinstance(piece, str) else piece.theirs + piece.mine for piece in merge.pieces)
    for line in {*theirs, *mine} - set(base) | (set(theirs) & set(mine)):
        assert line in shown.split("\n"), line
    if merge.text is not None:
        lines = merge.text.split("\n")[:-1]
        kept = set(theirs) & set(mine)
        assert sorted(lines) == sorted([line for line in theirs + mine if line not in base] + list(kept))
        assert [line for line in lines if line in theirs] == [line for line in theirs if line in lines]
        assert [line for line in lines if line in mine] == [line for line in mine if line in lines]
