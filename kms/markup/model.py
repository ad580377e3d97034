"""The result of rendering a page: its HTML, headings, links, plain text and front matter."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

LinkKind = Literal["wiki", "page", "web", "path", "relative", "image", "mail"]


@dataclass(frozen=True)
class Heading:
    """A heading of the page; `id` is unique on the page and starts with `h-`."""

    level: int
    text: str
    id: str


@dataclass(frozen=True)
class MarkdownLink:
    """A link or image in the source. `target`: wiki: the title or path as written, without space and fragment; page:
    the id of `/p/ID`; path: the network path; mail: the address with `mailto:` or `tel:`; web, relative, image: the
    URL, percent-encoded, relative ones without fragment. `fragment` is the heading's id (`h-...`) or "". `space` is the
    part before the colon of `[[space:Title]]`: if there is no such space, the title is `space:Title`."""

    kind: LinkKind
    target: str
    label: str = ""
    fragment: str = ""
    space: str = ""


@dataclass(frozen=True)
class ResolvedLink:
    """The target of a wiki link for one reader; `exists=False` makes it red."""

    href: str
    exists: bool
    title: str = ""


@dataclass(frozen=True)
class TaskItem:
    """A task list item, `- [ ] @name do this`: its text without markup, and the names mentioned in it."""

    text: str
    done: bool
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rendered:
    """A rendered page: the same for every reader, so it can be cached per revision; `maths`: formulas were parsed."""

    html: str
    headings: tuple[Heading, ...]
    links: tuple[MarkdownLink, ...]
    plain: str
    title: str | None
    front_matter: Mapping[str, object]
    maths: bool = False
    tasks: tuple[TaskItem, ...] = ()
    names: tuple[str, ...] = ()
    """The user names mentioned, as written, without duplicates."""
