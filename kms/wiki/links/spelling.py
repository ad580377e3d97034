"""How to link to a page from another place: the shortest `[[target]]` that resolves to it alone."""

import re
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from kms.core.reach import Reach
from kms.markup.model import Heading, MarkdownLink
from kms.markup.slugs import fragment_id
from kms.markup.wiki_links import WIKI_LINK, read_target
from kms.wiki.links import resolving
from kms.wiki.pages import queries
from kms.wiki.pages.places import PagePlace
from kms.wiki.pages.queries import PageRow

_WHOLE = re.compile(WIKI_LINK)


def spell(session: Session, reach: Reach, source: PagePlace, pages: Sequence[PageRow]) -> dict[int, str]:
    """Targets by page id; a page that no target reaches unambiguously from there, for this reader, is left out."""
    parents = queries.find_pages(session, reach, [page.parent_id for page in pages if page.parent_id])
    tried = [(page, target) for page in pages for target in _targets(page, parents) if _can_be_written(target)]
    links: list[MarkdownLink] = [read_target(target).link("") for _, target in tried]
    found: dict[int, str] = {}
    for (page, target), lead in zip(tried, resolving.resolve_links(session, reach, source, links), strict=True):
        if lead and lead.exists and lead.href.startswith(f"/p/{page.id}/"):
            found.setdefault(page.id, target)
    return found


def spell_heading(target: str, heading: Heading) -> str:
    """The target of a heading: by its text, or by its id if another heading has the same text."""
    words = heading.text if fragment_id(heading.text) == heading.id else heading.id.removeprefix("h-")
    return f"{target}#{words}"


def _targets(page: PageRow, parents: Mapping[int, PageRow]) -> Iterator[str]:
    parent = parents.get(page.parent_id or 0)
    yield page.title
    if parent:
        yield f"{parent.title}/{page.title}"
    yield f"{page.space}:{page.title}"
    if parent:
        yield f"{page.space}:{parent.title}/{page.title}"


def _can_be_written(target: str) -> bool:
    return bool(_WHOLE.fullmatch(f"[[{target}]]"))
