"""A page's place in the tree, as a value that needs no database."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PagePlace:
    """A page in the tree: `path` holds the ids from the root down to the page itself."""

    id: int
    space: str
    path: tuple[int, ...]
    key: str
    title: str = ""
    slug: str = ""


def parse_path(path: str) -> tuple[int, ...]:
    """The ids in a path such as "/3/17/"."""
    return tuple(int(part) for part in path.split("/") if part)
