"""Keeping `[[links]]` alive when a page gets another title: worked out before the transaction, applied inside it."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kms.core.text import fold_key
from kms.markup.model import Link, Rendered
from kms.markup.render import render
from kms.markup.rewrite import rewrite_wiki_links
from kms.wiki.features import has_maths
from kms.wiki.links import Place, Wanted, keys_of, parse_path, resolve, wanted
from kms.wiki.models import Page, Revision, Space
from kms.wiki.resolving import ancestor_titles, find_candidates, referring


@dataclass(frozen=True)
class Repair:
    """The new text of one page that links to the renamed one, based on revision `head_id`."""

    page_id: int
    head_id: int
    text: str
    rendered: Rendered


def plan_rename(session: Session, page_id: int, new_title: str) -> list[Repair]:
    """What must change so that all links to the page still reach it under its new title.

    Looks at every page, also those the renamer cannot see: their links would break as well. The
    change is the system's, and nothing of it is shown to the renamer.
    """
    page = session.get(Page, page_id)
    if page is None or page.title_key == fold_key(new_title):
        return []
    rows = [row for row in referring(session, page_id, page.title_key) if row.target_id is None]
    wants = [Wanted(row.key, row.tail, row.space) for row in rows]
    candidates = find_candidates(session, None, keys_of(wants) | {fold_key(new_title)})
    titles = ancestor_titles(session, wants, candidates)
    repairs = []
    for source_id in sorted({row.page_id for row in rows}):
        source = session.get(Page, source_id)
        if source is None or source.trashed_at is not None:
            continue
        repair = _repair(session, source, page, new_title, candidates, titles)
        if repair is not None:
            repairs.append(repair)
    return repairs


def _repair(
    session: Session,
    source: Page,
    page: Page,
    new_title: str,
    candidates: dict[str, list[Place]],
    titles: dict[int, str],
) -> Repair | None:
    place = _place(session, source)

    def change(link: Link) -> str | None:
        found = resolve(wanted(link), place, candidates, titles)
        if [target.id for target in found] != [page.id]:
            return None
        return _spell(session, place, link, page, new_title, candidates)

    return rewritten(session, source, change, source.space_id)


def rewritten(session: Session, source: Page, change: Callable[[Link], str | None], space_id: int) -> Repair | None:
    """The page with other targets in its links, as it is shown in this space; None where nothing changes."""
    revision = session.get(Revision, source.head_id)
    text = revision.text if revision else ""
    changed = rewrite_wiki_links(text, change)
    if changed == text:
        return None
    return Repair(source.id, source.head_id, changed, render(changed, has_maths(session, space_id)))


def _spell(
    session: Session, source: Place, link: Link, page: Page, new_title: str, candidates: dict[str, list[Place]]
) -> str:
    """The shortest way to write the new title from `source`: alone, below its parent, or with its space."""
    above = link.target.rsplit("/", 1)[0] + "/" if "/" in link.target else ""
    space = f"{link.space}:" if link.space else ""
    if above or space:
        return f"{space}{above}{new_title}"
    rivals = [place for place in candidates.get(fold_key(new_title), []) if place.id != page.id]
    own = Place(page.id, _space(session, page), parse_path(page.path), fold_key(new_title))
    named = {fold_key(new_title): [*rivals, own]}
    want = Wanted(fold_key(new_title), fold_key(new_title), "")
    if [place.id for place in resolve(want, source, named, {})] == [page.id]:
        return new_title
    parent = session.get(Page, page.parent_id) if page.parent_id else None
    return f"{parent.title}/{new_title}" if parent else f"{own.space}:{new_title}"


def _place(session: Session, page: Page) -> Place:
    return Place(page.id, _space(session, page), parse_path(page.path), page.title_key)


def _space(session: Session, page: Page) -> str:
    space = session.get(Space, page.space_id)
    return space.slug if space else ""
