"""The page tree in the sidebar, expanded along the path to the current page."""

from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from kms.core.reach import Reach
from kms.wiki.models import Page
from kms.wiki.pages.places import parse_path
from kms.wiki.pages.queries import PageRow

MOST = 400


@dataclass
class TreeNode:
    """One page in the tree; `is_open` if its children are listed."""

    id: int
    title: str
    slug: str
    has_children: bool
    is_open: bool = False
    is_current: bool = False
    children: list["TreeNode"] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"/p/{self.id}/{self.slug}"


def tree(session: Session, reach: Reach, space_id: int, path: str = "") -> list[TreeNode]:
    """The top-level pages of a space, expanded down to the page at `path`; at most 400 rows."""
    way = parse_path(path)
    child = aliased(Page)
    has_children = (
        select(child.id)
        .where(child.parent_id == Page.id, child.trashed_at.is_(None), reach.where(child))
        .correlate(Page)
        .exists()
    )
    query = (
        select(Page.id, Page.parent_id, Page.title, Page.slug, has_children)
        .where(
            Page.space_id == space_id,
            reach.where(Page),
            Page.trashed_at.is_(None),
            or_(Page.parent_id.is_(None), Page.parent_id.in_(way)),
        )
        .order_by(Page.title_key, Page.id)
        .limit(MOST)
    )
    below: dict[int | None, list[TreeNode]] = {}
    for id, parent_id, title, slug, parent in session.execute(query):
        node = TreeNode(id, title, slug, parent, is_open=parent and id in way, is_current=bool(way) and id == way[-1])
        below.setdefault(parent_id, []).append(node)
    for nodes in below.values():
        for node in nodes:
            node.children = below.get(node.id, [])
    return below.get(None, [])


def children(session: Session, reach: Reach, page_id: int) -> list[TreeNode]:
    """The direct children of a page, by title."""
    query = (
        select(Page.id, Page.title, Page.slug)
        .where(Page.parent_id == page_id, reach.where(Page), Page.trashed_at.is_(None))
        .order_by(Page.title_key, Page.id)
        .limit(MOST)
    )
    return [TreeNode(id, title, slug, has_children=False) for id, title, slug in session.execute(query)]


def below(session: Session, reach: Reach, space_id: int, path: str = "/") -> list[tuple[int, str]]:
    """(id, title) of the pages whose path begins with `path`, the page itself first; at most 400."""
    query = (
        select(Page.id, Page.title)
        .where(
            Page.space_id == space_id,
            Page.path.startswith(path, autoescape=True),
            reach.where(Page),
            Page.trashed_at.is_(None),
        )
        .order_by(Page.path != path, Page.title_key, Page.id)
        .limit(MOST)
    )
    return [(id, title) for id, title in session.execute(query)]


def places(session: Session, reach: Reach, page: PageRow) -> list[tuple[int, str]]:
    """Where a page could be moved within its space: all pages but those below it, in the form of `places_in`."""
    return places_in(session, reach, page.space_id, page.path)


def places_in(session: Session, reach: Reach, space_id: int, but: str = "\n") -> list[tuple[int, str]]:
    """The pages of a space, indented, at most 2,000; without those whose path begins with `but`."""
    query = (
        select(Page.id, Page.path, Page.title)
        .where(Page.space_id == space_id, reach.where(Page), Page.trashed_at.is_(None))
        .order_by(Page.title_key, Page.id)
        .limit(2000)
    )
    below: dict[int, list[tuple[int, str, str]]] = {}
    for id, path, title in session.execute(query):
        if not path.startswith(but):
            way = parse_path(path)
            below.setdefault(way[-2] if len(way) > 1 else 0, []).append((id, path, title))
    found: list[tuple[int, str]] = []
    _list_below(below, 0, found)
    return found


def _list_below(below: dict[int, list[tuple[int, str, str]]], parent: int, found: list[tuple[int, str]]) -> None:
    for id, path, title in below.get(parent, ()):
        indent = "\u2003" * (len(parse_path(path)) - 1)
        found.append((id, indent + title))
        _list_below(below, id, found)
