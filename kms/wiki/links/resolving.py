"""Resolves the `[[links]]` of a page for one reader, and finds who links to a page."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from kms.core.reach import Reach
from kms.core.text import fold_key
from kms.markup.model import MarkdownLink, ResolvedLink
from kms.wiki.links.meaning import WantedLink, keys_of, resolve, wanted
from kms.wiki.models import Page, PageLink, Space
from kms.wiki.pages import queries
from kms.wiki.pages.places import PagePlace, parse_path
from kms.wiki.pages.queries import PageRow, page_row


def resolve_links(
    session: Session, reach: Reach, source: PagePlace, links: Sequence[MarkdownLink]
) -> list[ResolvedLink | None]:
    """For each link, its resolved target; None for those that are not wiki links. Pages out of reach do not exist."""
    wants = [wanted(link) if link.kind == "wiki" else None for link in links]
    asked = [want for want in wants if want is not None]
    if not asked:
        return [None] * len(links)
    candidates = find_candidates(session, reach, keys_of(asked))
    titles = ancestor_titles(session, asked, candidates)
    return [
        None if want is None else _lead(link, resolve(want, source, candidates, titles), source)
        for link, want in zip(links, wants, strict=True)
    ]


def find_candidates(session: Session, reach: Reach | None, keys: Iterable[str]) -> dict[str, list[PagePlace]]:
    """The pages with these title keys; all of them if there is no reach (repairs by the system)."""
    found: dict[str, list[PagePlace]] = {}
    wanted_keys = sorted(keys)
    for start in range(0, len(wanted_keys), 500):
        query = (
            select(Page.id, Space.slug, Page.path, Page.title_key, Page.title, Page.slug)
            .join(Space, Space.id == Page.space_id)
            .where(Page.title_key.in_(wanted_keys[start : start + 500]), Page.trashed_at.is_(None))
        )
        if reach is not None:
            query = query.where(reach.where(Page))
        for id, space, path, key, title, slug in session.execute(query):
            found.setdefault(key, []).append(PagePlace(id, space, parse_path(path), key, title, slug))
    return found


def ancestor_titles(
    session: Session, asked: Sequence[WantedLink], candidates: Mapping[str, Sequence[PagePlace]]
) -> dict[int, str]:
    """Title keys of the candidates' ancestors, if any link names a path."""
    if not any(want.key != want.tail for want in asked):
        return {}
    ids = {id for places in candidates.values() for place in places for id in place.path[:-1]}
    if not ids:
        return {}
    return {id: key for id, key in session.execute(select(Page.id, Page.title_key).where(Page.id.in_(ids)))}


def _lead(link: MarkdownLink, found: list[PagePlace], source: PagePlace) -> ResolvedLink:
    fragment = f"#{link.fragment}" if link.fragment else ""
    if len(found) == 1:
        return ResolvedLink(f"/p/{found[0].id}/{found[0].slug}{fragment}", True, found[0].title)
    if found:
        choice = urlencode({"title": link.target, "from": source.id})
        return ResolvedLink(f"/spaces/{source.space}/choose?{choice}", True)
    space = link.space or source.space
    asked = urlencode({"title": link.target.rsplit("/", 1)[-1], **({"parent": source.id} if source.id else {})})
    return ResolvedLink(f"/spaces/{space}/new?{asked}", False)


def choose(session: Session, reach: Reach, title: str) -> list[PageRow]:
    """All readable pages that a title may refer to, for choosing between them."""
    keys = [fold_key(title), fold_key(title.rsplit("/", 1)[-1])]
    rows = session.execute(queries.readable_pages(reach).where(Page.title_key.in_(keys)).limit(100))
    return [page_row(*row) for row in rows]


def referring(session: Session, page_id: int, title_key: str) -> Sequence[PageLink]:
    """The mentions that may refer to this page: by id, by title, or by the last part of a path."""
    query = select(PageLink).where(
        or_(
            PageLink.target_id == page_id,
            PageLink.key == title_key,
            PageLink.tail == title_key,
        )
    )
    return session.scalars(query.limit(5000)).all()


def backlinks(session: Session, reach: Reach, page: PageRow, limit: int = 200) -> list[PageRow]:
    """The readable pages that link to the page, by title."""
    rows = referring(session, page.id, fold_key(page.title))
    sources = queries.find_pages(session, reach, {row.page_id for row in rows if row.page_id != page.id})
    wants = {row.id: WantedLink(row.key, row.tail, row.space) for row in rows if row.target_id is None}
    candidates = find_candidates(session, reach, keys_of(wants.values())) if wants else {}
    titles = ancestor_titles(session, list(wants.values()), candidates)
    found = {
        row.page_id
        for row in rows
        if row.page_id in sources
        and (row.target_id == page.id or _means(wants[row.id], sources[row.page_id].place, page.id, candidates, titles))
    }
    return sorted((sources[id] for id in found), key=lambda p: p.title.casefold())[:limit]


def _means(
    want: WantedLink,
    source: PagePlace,
    page_id: int,
    candidates: Mapping[str, Sequence[PagePlace]],
    titles: Mapping[int, str],
) -> bool:
    return page_id in {place.id for place in resolve(want, source, candidates, titles)}
