"""Where people want a page to go, checked."""

from dataclasses import dataclass

from kms.core.bodies import Body, flag, line, number


@dataclass(frozen=True)
class PageMove(Body):
    """Where a page shall go: below `parent_id`, or to the top of the space."""

    space: str = line(80, required=True)
    parent_id: int | None = number(lowest=1, name="parent")


@dataclass(frozen=True)
class MoveWrite(Body):
    """Where a page shall go: below the page `parent`, or to the top of the space; without `space` it stays in its own.
    With `dry_run` nothing moves."""

    space: str = line(80)
    parent_id: int | None = number(lowest=1, name="parent")
    dry_run: bool = flag()
