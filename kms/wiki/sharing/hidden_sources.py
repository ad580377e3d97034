"""What a page refers to (pages, files and bookmarks it links or shows) that some of its readers cannot see."""

import re
from collections.abc import Mapping, Set

from sqlalchemy.orm import Session

from kms.core.reach import Reach
from kms.core.search_sources import SearchHit, SearchSource
from kms.markup.model import MarkdownLink, ResolvedLink
from kms.sharing import effective_access
from kms.wiki.links import resolving
from kms.wiki.pages import rendering
from kms.wiki.pages.queries import PageRow

MOST = 60
"""The most links of a page that are examined."""
_ADDRESSES = {"page": re.compile(r"/p/([0-9]{1,15})\b"), "file": re.compile(r"/files/([0-9]{1,15})\b"),
              "bookmark": re.compile(r"/b/([0-9]{1,15})\b")}  # fmt: skip


def hidden_from(
    session: Session, sources: Mapping[str, SearchSource], reach: Reach, page: PageRow, people: Set[int]
) -> list[tuple[SearchHit, int]]:
    """What the page refers to that `reach` covers but some of these people cannot see, with the number of those
    people."""
    found: list[tuple[SearchHit, int]] = []
    for kind, ids in _drawn(session, reach, page).items():
        hits = sources[kind].hits(session, reach, ids) if ids else {}
        guards = sources[kind].guards(session, list(hits)) if hits else {}
        for id, guard in guards.items():
            allowed = effective_access.people_of(session, guard.acl_id) | {guard.owner_id or 0}
            if missing := len(people - allowed):
                found.append((hits[id], missing))
    return found


def _drawn(session: Session, reach: Reach, page: PageRow) -> dict[str, list[int]]:
    shown = rendering.shown(session, page)
    leads = resolving.resolve_links(session, reach, page.place, shown.links)
    pairs = zip(shown.links, leads, strict=True)
    addresses = [_address(link, lead) for link, lead in pairs if lead is None or lead.exists]
    found: dict[str, dict[int, None]] = {kind: {} for kind in _ADDRESSES}
    for address in addresses[: 4 * MOST]:
        for kind, pattern in _ADDRESSES.items():
            match = pattern.match(address)
            if match and (kind, int(match[1])) != ("page", page.id):
                found[kind][int(match[1])] = None
    return {kind: list(ids)[:MOST] for kind, ids in found.items()}


def _address(link: MarkdownLink, lead: ResolvedLink | None) -> str:
    if lead is not None:
        return lead.href
    return f"/p/{link.target}" if link.kind == "page" else link.target
