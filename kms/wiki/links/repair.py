"""Keeps `[[links]]` intact when pages are renamed or moved: planned before the transaction, applied in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from kms.core.reach import Reach
from kms.core.text import fold_key
from kms.markup.model import MarkdownLink, Rendered
from kms.markup.render import render
from kms.markup.rewrite import ByNumber, rewrite_wiki_links
from kms.wiki.links.meaning import WantedLink, wanted
from kms.wiki.links.respelling import LinkSpelling
from kms.wiki.links.shift import LinkMeaning, LinkShift
from kms.wiki.models import Page, PageLink, Revision, Space
from kms.wiki.pages.features import has_maths
from kms.wiki.pages.places import PagePlace, parse_path
from kms.wiki.pages.queries import below

_CHUNK = 500
MOST_MENTIONS = 50_000
"""The most links that are examined; if more could be affected, they keep their text."""


@dataclass(frozen=True)
class LinkRepair:
    """The new text of a page whose links would otherwise change their target, based on revision `head_id`."""

    page_id: int
    head_id: int
    text: str
    rendered: Rendered
    summary: str


def plan_rename(session: Session, page_id: int, new_title: str) -> list[LinkRepair]:
    """The changes in other texts that keep links to the page, and paths through it to its descendants, pointing where
    they did."""
    shift = _renaming(session, page_id, new_title)
    return [repair for repair in _plan(shift) if repair.page_id != page_id] if shift else []


def with_own_links(session: Session, reach: Reach, page_id: int, new_title: str, text: str) -> str:
    """The text typed together with the page's new title, with its links to the page itself and through it updated.

    Considers only pages the writer can see: hidden ones must not show in what becomes of the writer's text.
    """
    shift = _renaming(session, page_id, new_title) if "[[" in text else None
    if shift is None:
        return text
    links: list[MarkdownLink] = []
    rewrite_wiki_links(text, links.append)
    space = session.get_one(Space, shift.page.space_id)
    place = PagePlace(page_id, space.slug, parse_path(shift.page.path), shift.page.title_key)
    meaning, spelling = LinkMeaning(shift, map(wanted, links), reach), LinkSpelling(shift, reach)

    def respell(link: MarkdownLink) -> str | ByNumber | None:
        target = meaning.lost(wanted(link), place)
        return spelling.of(link, place, target) if target and target.id in shift.below else None

    return rewrite_wiki_links(text, respell)


def _renaming(session: Session, page_id: int, new_title: str) -> LinkShift | None:
    page = session.get(Page, page_id)
    if page is None or page.title_key == fold_key(new_title):
        return None
    space = session.get_one(Space, page.space_id)
    return LinkShift(session, page, new_title, space, page.path, _below(session, page))


def plan_moved(session: Session, page: Page, space: Space, path: str) -> list[LinkRepair]:
    """The changes to links to and from the page and its descendants for a move to `path` in this space."""
    return _plan(LinkShift(session, page, page.title, space, path, _below(session, page)))


def _below(session: Session, page: Page) -> dict[int, str]:
    query = select(Page.id, Page.title_key).where(below(page.path), Page.revision > 0)
    return {page.id: page.title_key} | {id: key for id, key in session.execute(query)}


def _plan(shift: LinkShift) -> list[LinkRepair]:
    """Considers every page, including those hidden from the person who causes the change: their links would break too.

    The change is made by the system; nothing of it is shown to that person.
    """
    rows = list(_mentions(shift))
    wants = {row.id: WantedLink(row.key, row.tail, row.space) for row in rows}
    meaning = LinkMeaning(shift, wants.values())
    sources = dict(_sources(shift.session, {row.page_id for row in rows}))
    turned = {
        row.page_id
        for row in rows
        if row.page_id in sources and meaning.lost(wants[row.id], sources[row.page_id]) is not None
    }
    spelling = LinkSpelling(shift)
    repairs = (_repair(shift, meaning, spelling, sources[id]) for id in sorted(turned))
    return [repair for repair in repairs if repair is not None]


def _mentions(shift: LinkShift) -> Iterator[PageLink]:
    """Mentions by title, on the pages that move, or of a title that changes its meaning."""
    ids, titles = sorted(shift.below), sorted(shift.titles)
    found: dict[int, PageLink] = {}
    for start in range(0, max(len(ids), len(titles)), _CHUNK):
        some = _may_change(shift, ids[start : start + _CHUNK], titles[start : start + _CHUNK])
        query = select(PageLink).where(PageLink.target_id.is_(None), some).limit(MOST_MENTIONS - len(found))
        found |= {row.id: row for row in shift.session.scalars(query)}
    yield from found.values()


def _may_change(shift: LinkShift, ids: list[int], titles: list[str]) -> ColumnElement[bool]:
    if shift.goes:
        return or_(PageLink.page_id.in_(ids), PageLink.key.in_(titles), PageLink.tail.in_(titles))
    own = [shift.page.title_key, fold_key(shift.title)]
    past = and_(PageLink.key != PageLink.tail, PageLink.tail.in_(titles))
    return or_(PageLink.key.in_(own), PageLink.tail.in_(own), past)


def _sources(session: Session, ids: Iterable[int]) -> Iterator[tuple[int, PagePlace]]:
    wanted_ids = sorted(ids)
    for start in range(0, len(wanted_ids), _CHUNK):
        some = Page.id.in_(wanted_ids[start : start + _CHUNK])
        query = select(Page.id, Space.slug, Page.path, Page.title_key).join(Space, Space.id == Page.space_id)
        for id, slug, path, key in session.execute(query.where(some, Page.trashed_at.is_(None), Page.revision > 0)):
            yield id, PagePlace(id, slug, parse_path(path), key)


def _repair(shift: LinkShift, meaning: LinkMeaning, spelling: LinkSpelling, place: PagePlace) -> LinkRepair | None:
    def respell(link: MarkdownLink) -> str | ByNumber | None:
        target = meaning.lost(wanted(link), place)
        return spelling.of(link, place, target) if target else None

    source = shift.session.get_one(Page, place.id)
    revision = shift.session.get(Revision, source.head_id)
    text = revision.text if revision else ""
    changed = rewrite_wiki_links(text, respell)
    if changed == text:
        return None
    space_id = shift.space.id if place.id in shift.below else source.space_id
    rendered = render(changed, has_maths(shift.session, space_id))
    return LinkRepair(source.id, source.head_id, changed, rendered, _summary(shift, spelling, source))


def _summary(shift: LinkShift, spelling: LinkSpelling, source: Page) -> str:
    """The revision summary, which names the change only to those who may know of it."""
    told = spelling.may_be_told(source, shift.page)
    return (f"→ {shift.title}" if told else f"→ /p/{shift.page.id}")[:500]
