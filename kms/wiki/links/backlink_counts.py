"""Backlink counts, which rank one of two equally relevant pages higher."""

from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from kms.access.policy import open_lists
from kms.wiki.links.meaning import WantedLink, keys_of, resolve
from kms.wiki.links.resolving import ancestor_titles, find_candidates
from kms.wiki.models import Page, PageLink, Space
from kms.wiki.pages.places import PagePlace, parse_path

Mention = tuple[int, WantedLink | None, int | None]
"""The id of the page that mentions another, and what it mentions: a title, or a page id."""


def backlink_counts(session: Session, pages: Sequence[Page]) -> dict[int, int]:
    """How many pages link to each of these, by id.

    A link counts only if every reader of the page may see its source (same access list, or one for everybody), so that
    the order of results reveals nothing hidden.
    """
    targets = {page.id: page.acl_id for page in pages}
    mentions = _mentions(session, pages)
    sources = _places(session, {page_id for page_id, _, _ in mentions})
    asked = {want for _, want, _ in mentions if want is not None}
    candidates = find_candidates(session, None, keys_of(asked)) if asked else {}
    titles = ancestor_titles(session, list(asked), candidates)
    found: dict[int, set[int]] = {id: set() for id in targets}
    everybody = open_lists(session)
    for page_id, want, target_id in mentions:
        if page_id not in sources:
            continue
        place, acl_id = sources[page_id]
        for id in _meant(want, target_id, place, candidates, titles):
            if id in found and id != page_id and (acl_id == targets[id] or acl_id in everybody):
                found[id].add(page_id)
    return {id: len(linking) for id, linking in found.items()}


def _meant(
    want: WantedLink | None,
    target_id: int | None,
    source: PagePlace,
    candidates: Mapping[str, Sequence[PagePlace]],
    titles: Mapping[int, str],
) -> list[int]:
    """The pages that a mention may refer to; most titles belong to a single page, which needs no resolving."""
    if want is None:
        return [] if target_id is None else [target_id]
    only = candidates.get(want.key, ()) if want.key == want.tail and not want.space else ()
    return [place.id for place in (only if len(only) == 1 else resolve(want, source, candidates, titles))]


def _mentions(session: Session, pages: Sequence[Page]) -> set[Mention]:
    found: set[Mention] = set()
    for start in range(0, len(pages), 250):
        some = pages[start : start + 250]
        keys = [page.title_key for page in some]
        by_title = select(PageLink.page_id, PageLink.key, PageLink.tail, PageLink.space).where(
            or_(PageLink.key.in_(keys), PageLink.tail.in_(keys)), PageLink.target_id.is_(None)
        )
        found.update((id, WantedLink(key, tail, space), None) for id, key, tail, space in session.execute(by_title))
        by_id = select(PageLink.page_id, PageLink.target_id).where(PageLink.target_id.in_([page.id for page in some]))
        found.update((id, None, target) for id, target in session.execute(by_id))
    return found


def _places(session: Session, ids: set[int]) -> dict[int, tuple[PagePlace, int]]:
    found: dict[int, tuple[PagePlace, int]] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        query = (
            select(Page.id, Space.slug, Page.path, Page.acl_id)
            .join(Space, Space.id == Page.space_id)
            .where(Page.id.in_(wanted[start : start + 500]), Page.trashed_at.is_(None))
        )
        for id, space, path, acl_id in session.execute(query):
            found[id] = (PagePlace(id, space, parse_path(path), ""), acl_id)
    return found
