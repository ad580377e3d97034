"""Where a page is in the tree, as a value that needs no database."""

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
    """ "/3/17/" as numbers."""
    return tuple(int(part) for part in path.split("/") if part)
