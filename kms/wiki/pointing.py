"""How much points to a page: what makes one of two equally fitting pages the better answer."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from kms.access.policy import open_lists
from kms.wiki.links import Place, Wanted, keys_of, parse_path, resolve
from kms.wiki.models import Page, PageLink, Space
from kms.wiki.resolving import ancestor_titles, find_candidates


def counts(session: Session, pages: Sequence[Page]) -> dict[int, int]:
    """How many pages link to each of these, by id.

    Only those count that every reader of the page may see too (the same access list, or one for everybody), so that
    no order of results tells of anything hidden.
    """
    targets = {page.id: page.acl_id for page in pages}
    mentions = _mentions(session, pages)
    sources = _places(session, {mention.page_id for mention in mentions})
    wants = {row.id: Wanted(row.key, row.tail, row.space) for row in mentions if row.target_id is None}
    candidates = find_candidates(session, None, keys_of(wants.values())) if wants else {}
    titles = ancestor_titles(session, list(wants.values()), candidates)
    found: dict[int, set[int]] = {id: set() for id in targets}
    everybody = open_lists(session)
    for row in mentions:
        if row.page_id not in sources:
            continue
        place, acl_id = sources[row.page_id]
        meant = [row.target_id] if row.target_id else [p.id for p in resolve(wants[row.id], place, candidates, titles)]
        for id in meant:
            if id in found and id != row.page_id and (acl_id == targets[id] or acl_id in everybody):
                found[id].add(row.page_id)
    return {id: len(linking) for id, linking in found.items()}


def _mentions(session: Session, pages: Sequence[Page]) -> list[PageLink]:
    found: dict[int, PageLink] = {}
    for start in range(0, len(pages), 250):
        some = pages[start : start + 250]
        keys = [page.title_key for page in some]
        ids = [page.id for page in some]
        query = select(PageLink).where(
            or_(PageLink.target_id.in_(ids), PageLink.key.in_(keys), PageLink.tail.in_(keys))
        )
        found.update((row.id, row) for row in session.scalars(query))
    return list(found.values())


def _places(session: Session, ids: set[int]) -> dict[int, tuple[Place, int]]:
    found: dict[int, tuple[Place, int]] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        query = (
            select(Page.id, Space.slug, Page.path, Page.acl_id)
            .join(Space, Space.id == Page.space_id)
            .where(Page.id.in_(wanted[start : start + 500]), Page.trashed_at.is_(None))
        )
        for id, space, path, acl_id in session.execute(query):
            found[id] = (Place(id, space, parse_path(path), ""), acl_id)
    return found
