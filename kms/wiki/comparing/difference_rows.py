"""Turn a comparison into the rows that templates draw, in one column or side by side."""

from collections.abc import Callable, Iterator

from kms.wiki.comparing.differences import Difference, DifferencePiece, DifferenceRow, PieceKind, compare

Pieces = list[tuple[str, bool]]
"""Parts of a line, each with a flag that marks it as changed."""
Words = list[DifferencePiece]
"""A whole text as unchanged, added and removed pieces."""
OneRow = tuple[str, Pieces]
TwoRow = tuple[str, Pieces | None, Pieces | None]


def one_column(difference: Difference, equal_lines: Callable[[int], str]) -> list[OneRow]:
    """Rows of (kind, pieces); a changed line yields an old and a new row. `equal_lines` describes the lines left
    out."""
    return [line for row in difference.rows for line in _one(row, equal_lines)]


def two_columns(difference: Difference, equal_lines: Callable[[int], str]) -> list[TwoRow]:
    """Rows of (kind, left pieces, right pieces); None on the side that has no such line."""
    return [_two(row, equal_lines) for row in difference.rows]


def words_of(before: str, after: str) -> Words:
    """The whole of `after`, with added and removed words marked."""
    difference = compare(before, after, context=len(before) + len(after))
    if not difference.rows:
        return [DifferencePiece("same" if not difference.too_large else "added", after)]
    return [piece for row in difference.rows for piece in _words(row)]


def _words(row: DifferenceRow) -> Iterator[DifferencePiece]:
    if row.pieces:
        yield from row.pieces
        yield DifferencePiece("same", "\n")
        return
    if row.kind in ("changed", "removed"):
        yield DifferencePiece("removed", f"{row.old}\n")
    if row.kind != "removed":
        yield DifferencePiece("same" if row.kind == "same" else "added", f"{row.new}\n")


def _one(row: DifferenceRow, equal_lines: Callable[[int], str]) -> Iterator[OneRow]:
    if row.kind == "gap":
        yield "skipped", [(equal_lines(row.hidden), False)]
    elif row.kind == "same":
        yield "same", [(row.new, False)]
    else:
        if row.kind != "added":
            yield "removed", _before(row)
        if row.kind != "removed":
            yield "added", _after(row)


def _two(row: DifferenceRow, equal_lines: Callable[[int], str]) -> TwoRow:
    if row.kind == "gap":
        return "skipped", [(equal_lines(row.hidden), False)], None
    before = None if row.kind == "added" else _before(row)
    after = None if row.kind == "removed" else _after(row)
    return row.kind, before, after


def _before(row: DifferenceRow) -> Pieces:
    return _side(row, "removed") if row.pieces else [(row.old, False)]


def _after(row: DifferenceRow) -> Pieces:
    return _side(row, "added") if row.pieces else [(row.new, False)]


def _side(row: DifferenceRow, kind: PieceKind) -> Pieces:
    return [(piece.text, piece.kind == kind) for piece in row.pieces if piece.kind in ("same", kind)]
