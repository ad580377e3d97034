"""Validated input about moving pages."""

from dataclasses import dataclass

from kms.core.bodies import Body, flag, line, number


@dataclass(frozen=True)
class PageMove(Body):
    """The target of a move: below `parent_id`, or the top of the space."""

    space: str = line(80, required=True)
    parent_id: int | None = number(lowest=1, name="parent")


@dataclass(frozen=True)
class MoveWrite(Body):
    """The target of a move: below the page `parent`, or the top of the space; without `space` the page stays
    in its own. With `dry_run` nothing moves."""

    space: str = line(80)
    parent_id: int | None = number(lowest=1, name="parent")
    dry_run: bool = flag()
