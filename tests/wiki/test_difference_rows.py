"""Comparisons as rows to display."""

from kms.wiki.comparing.difference_rows import one_column, two_columns
from kms.wiki.comparing.differences import compare

OLD = "Kopf\nDer alte Satz.\nweg\n" + "gleich\n" * 9
NEW = "Kopf\nDer neue Satz.\n" + "gleich\n" * 9 + "dazu\n"


def words(count: int) -> str:
    return f"{count} gleiche Zeilen"


def test_one_column_shows_a_changed_line_as_it_was_and_as_it_is() -> None:
    rows = one_column(compare(OLD, NEW), words)
    assert [kind for kind, _ in rows] == [
        "same", "removed", "added", "removed", *["same"] * 3, "skipped", *["same"] * 3, "added",
    ]  # fmt: skip
    assert rows[1][1] == [("Der ", False), ("alte", True), (" Satz.", False)]
    assert rows[2][1] == [("Der ", False), ("neue", True), (" Satz.", False)]
    assert rows[7] == ("skipped", [("3 gleiche Zeilen", False)])


def test_two_columns_leave_the_side_without_the_line_empty() -> None:
    rows = two_columns(compare(OLD, NEW), words)
    assert rows[1] == (
        "changed",
        [("Der ", False), ("alte", True), (" Satz.", False)],
        [("Der ", False), ("neue", True), (" Satz.", False)],
    )
    assert rows[2] == ("removed", [("weg", False)], None)
    assert rows[-1] == ("added", None, [("dazu", False)])
    assert rows[6] == ("skipped", [("3 gleiche Zeilen", False)], None)


def test_long_lines_are_shown_whole() -> None:
    before, after = "a " * 400, "b " * 400
    assert two_columns(compare(before, after), words) == [("changed", [(before, False)], [(after, False)])]
