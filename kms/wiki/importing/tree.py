"""How a folder of Markdown files becomes a tree of pages, and how its links resolve; pure, works on paths alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from posixpath import dirname, normpath
from urllib.parse import unquote

from kms.core.text import fold_key

ENDINGS = (".md", ".markdown")
INDEX, README = "index", "readme"


@dataclass(frozen=True)
class PlannedPage:
    """A page to create: `source_path` is its file's path, or its folder's with `/` if the folder has no page of its
    own.

    `parent` is the source path of its parent, None at the top; `name` is its title if the text has none.
    """

    source_path: str
    parent: str | None
    name: str
    has_file: bool
    depth: int
    folder: str | None


@dataclass(frozen=True)
class PageTree:
    """The pages to create, parents first, and how paths in the set resolve."""

    nodes: tuple[PlannedPage, ...]
    files: frozenset[str]
    _exact: dict[str, str]
    _folded: dict[str, str]

    def find(self, source_path: str, target: str) -> str | None:
        """The source path of the page or file that a link on a page points to; None if the set has none.

        Accepts percent-encoding, `./`, `..`, trailing slashes, different letter case, paths from the root of the set,
        and targets without `.md` or `index.md`.
        """
        path = target.partition("#")[0].partition("?")[0]
        if not path:
            return None
        return next((found for way in (unquote(path), path) if (found := self._look(source_path, way))), None)

    def _look(self, source_path: str, path: str) -> str | None:
        base = "" if path.startswith("/") else dirname(source_path)
        joined = normpath(f"{base}/{path}".lstrip("/"))
        if joined == ".." or joined.startswith("../"):
            return None
        inside = "" if joined == "." else joined
        return self._exact.get(inside) or self._folded.get(fold_key(inside))


def is_markdown(path: str) -> bool:
    """Whether the file becomes a page."""
    return path.lower().endswith(ENDINGS)


def plan(paths: Iterable[str]) -> PageTree:
    """The tree of these files. The set's top folder has no page unless it has an index: the space represents it."""
    every = sorted(paths)
    pages = [path for path in every if is_markdown(path)]
    folders = _folders(pages)
    own = _folder_pages(pages, folders)
    of_page = {page: folder for folder, page in own.items()}
    nodes = [_node(path, of_page.get(path), own, has_file=True) for path in pages]
    nodes += [_node(f"{folder}/", folder, own, has_file=False) for folder in folders if folder and folder not in own]
    nodes.sort(key=lambda node: (node.depth, node.source_path))
    return _tree(nodes, [path for path in every if not is_markdown(path)], own, folders)


def _folders(pages: Iterable[str]) -> list[str]:
    """Every folder that contains a page at any depth; "" is the top."""
    found = {""}
    for page in pages:
        folder = dirname(page)
        while folder not in found:
            found.add(folder)
            folder = dirname(folder)
    return sorted(found)


def _folder_pages(pages: list[str], folders: Iterable[str]) -> dict[str, str]:
    """The page of each folder that has one: `index.md` in it, else `X.md` next to it, else `README.md` in it."""
    by_stem: dict[tuple[str, str], str] = {}
    for page in pages:
        by_stem.setdefault((dirname(page), _stem(page).casefold()), page)
    found: dict[str, str] = {}
    taken: set[str] = set()
    for folder in folders:
        beside = (dirname(folder), folder.rpartition("/")[2].casefold())
        keys = [(folder, INDEX), *([beside] if folder else []), (folder, README)]
        best = next((by_stem[key] for key in keys if key in by_stem and by_stem[key] not in taken), None)
        if best is not None:
            found[folder] = best
            taken.add(best)
    return found


def _node(source_path: str, folder: str | None, own: dict[str, str], *, has_file: bool) -> PlannedPage:
    """`folder` is the folder whose page this is, if any."""
    above = dirname(folder) if folder else dirname(source_path)
    parent = own.get(above, f"{above}/") if above else None
    name = folder.rpartition("/")[2] if folder else _stem(source_path)
    depth = above.count("/") + 1 if above else 0
    return PlannedPage(source_path, parent, name, has_file, depth, folder)


def _tree(nodes: list[PlannedPage], files: list[str], own: dict[str, str], folders: Iterable[str]) -> PageTree:
    """Names are looked up in this order: files, folders, pages without their extension."""
    exact = {path: path for path in [*files, *(node.source_path for node in nodes if node.has_file)]}
    for folder in folders:
        if folder or folder in own:
            exact.setdefault(folder, own.get(folder, f"{folder}/"))
    for node in nodes:
        if node.has_file:
            exact.setdefault(node.source_path.rpartition(".")[0], node.source_path)
    folded: dict[str, str] = {}
    for path, meant in exact.items():
        folded.setdefault(fold_key(path), meant)
    return PageTree(tuple(nodes), frozenset(files), exact, folded)


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]
