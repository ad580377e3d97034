"""The values passed to the page templates."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from kms.comments.web.sidebar import CommentSidebar
from kms.links.models import Link
from kms.markup.model import Heading
from kms.sharing.audiences import Audience
from kms.wiki.agenda.items import Agenda
from kms.wiki.files.service import FileRow
from kms.wiki.pages.queries import PageRow
from kms.wiki.pages.tree import TreeNode
from kms.wiki.printing.labels import PrintFooter


@dataclass(frozen=True)
class Surroundings:
    """What every view of a page shows around it: the tree of its space, the pages above it, pinned pages."""

    nodes: list[TreeNode]
    space_slug: str
    space_name: str
    trail: list[PageRow]
    pins: list[PageRow]
    can_write: bool


@dataclass(frozen=True)
class PageView(Surroundings):
    """A page as one reader sees it.

    `way` is the breadcrumb trail as (words, address), `contents` the headings of its table of contents, `template_key`
    its key as a template, empty if it is none.
    """

    page: PageRow
    paper: PrintFooter
    way: list[tuple[str, str]]
    html: str
    contents: list[Heading]
    features: tuple[str, ...]
    tags: list[str]
    agenda: Agenda | None
    has_tasks: bool
    template_key: str
    backlinks: list[PageRow]
    sources: list[Link]
    files: Sequence[FileRow]
    children: list[TreeNode]
    pinned: bool
    audience: Audience
    may_share: bool
    comments: CommentSidebar
    responsible: str


def words_of(view: Surroundings) -> dict[str, Any]:
    """The fields by name, for a template."""
    return {field.name: getattr(view, field.name) for field in fields(view)}
