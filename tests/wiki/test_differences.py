"""Any two revisions can be compared, within limits."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kms.wiki.comparing.differences import compare


def lines(count: int) -> list[str]:
    return [f"Zeile {n}" for n in range(1, count + 1)]


def test_a_changed_line_shows_its_words_in_three_lines_of_context() -> None:
    new = lines(20)
    new[9] = "Zeile zehn"
    rows = compare("\n".join(lines(20)), "\n".join(new)).rows
    assert [row.kind for row in rows] == ["gap", *["same"] * 3, "changed", *["same"] * 3, "gap"]
    assert (rows[0].hidden, rows[-1].hidden) == (6, 7)
    changed = rows[4]
    assert (changed.old_line, changed.new_line) == (10, 10)
    assert [(piece.kind, piece.text) for piece in changed.pieces] == [
        ("same", "Zeile "),
        ("removed", "10"),
        ("added", "zehn"),
    ]


def test_added_and_removed_lines_have_a_number_on_one_side_only() -> None:
    difference = compare("a\nb\nc\n", "a\nc\nd\n")
    assert [(row.kind, row.old_line, row.new_line) for row in difference.rows] == [
        ("same", 1, 1),
        ("removed", 2, None),
        ("same", 3, 2),
        ("added", None, 3),
    ]
    assert (difference.added, difference.removed) == (1, 1)


def test_equal_texts_have_no_rows_and_changed_line_ends_are_reported() -> None:
    assert compare("a\nb", "a\nb").rows == () and not compare("a\nb", "a\nb").line_ends_only
    assert compare("a\r\nb", "a\nb\n").line_ends_only


def test_long_lines_are_not_compared_by_word() -> None:
    assert compare("a " * 300, "b " * 300).rows[0].pieces == ()


def test_too_large_differences_are_reported() -> None:
    assert compare("x\n" * 6_000, "y\n").too_large
    assert compare("a" * 1_100_000, "b").too_large
    assert compare("a\nb\n" * 2_000, "b\na\n" * 2_000).too_large


def test_many_similar_lines_do_not_blow_up() -> None:
    old = "\n".join("x y " * 100 + str(n) for n in range(1_000))
    difference = compare(old, old.replace("x y", "y x"))
    assert not difference.too_large and len(difference.rows) == 1_000


texts = st.lists(st.sampled_from(["a", "b", "c", "a b", "b c"]), max_size=25)


@settings(max_examples=300, deadline=None)
@given(texts, texts)
def test_the_rows_contain_both_texts_completely(old: list[str], new: list[str]) -> None:
    rows = compare("\n".join(old), "\n".join(new)).rows
    for row in rows:
        if row.old_line:
            assert old[row.old_line - 1] == row.old
        if row.new_line:
            assert new[row.new_line - 1] == row.new
        if row.pieces:
            assert "".join(piece.text for piece in row.pieces if piece.kind != "added") == row.old
            assert "".join(piece.text for piece in row.pieces if piece.kind != "removed") == row.new
    if rows:
        hidden = sum(row.hidden for row in rows)
        assert hidden + sum(row.old_line is not None for row in rows) == len(old or [""]) - (not old)
        assert hidden + sum(row.new_line is not None for row in rows) == len(new or [""]) - (not new)
