"""Keeping `[[links]]` alive when pages go elsewhere in the tree: worked out before the transaction that moves them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from kms.accounts.entitled import people_of
from kms.markup.model import Link
from kms.markup.wiki_links import read_target
from kms.wiki.links import Place, Wanted, keys_of, parse_path, resolve, wanted
from kms.wiki.models import Page, PageLink, Space
from kms.wiki.resolving import ancestor_titles, find_candidates
from kms.wiki.sharing import restricting
from kms.wiki.writing.repair import Repair, rewritten

_CHUNK = 500
MOST_MENTIONS = 50_000
"""Links that are looked at; those of a larger part of the wiki keep what they say."""


@dataclass(frozen=True)
class _Move:
    """A page and all below it (`moved`) go to `path` in `space`."""

    session: Session
    page: Page
    space: Space
    path: str
    moved: frozenset[int]

    def after(self, place: Place) -> Place:
        """Where a page stands once the others have moved."""
        if place.id not in self.moved:
            return place
        rest = place.path[len(parse_path(self.page.path)) :]
        return replace(place, space=self.space.slug, path=parse_path(self.path) + rest)

    def list_after(self, page: Page) -> int:
        """The list of a page, or the wider one that it moves into."""
        if page.id not in self.moved:
            return page.acl_id
        parent = self.session.get(Page, parse_path(self.path)[-2]) if len(parse_path(self.path)) > 1 else None
        return parent.acl_id if parent else self.space.acl_id


class _Meaning:
    """What links mean before the move and after it."""

    def __init__(self, move: _Move, wants: Sequence[Wanted]) -> None:
        self._move = move
        self._before = find_candidates(move.session, None, keys_of(wants))
        self._after = {key: [move.after(place) for place in places] for key, places in self._before.items()}
        titles = (ancestor_titles(move.session, wants, places) for places in (self._before, self._after))
        self._titles = {id: key for found in titles for id, key in found.items()}

    def lost(self, want: Wanted, source: Place) -> Place | None:
        """The one page that a link means now, where it would mean another or none."""
        meant = resolve(want, source, self._before, self._titles)
        return meant[0] if len(meant) == 1 and not self.will_reach(want, source, meant[0]) else None

    def will_reach(self, want: Wanted, source: Place, target: Place) -> bool:
        """Whether a link means this page and no other once the pages have moved."""
        found = resolve(want, self._move.after(source), self._after, self._titles)
        return [place.id for place in found] == [target.id]


def plan_moved(session: Session, page: Page, space: Space, path: str) -> list[Repair]:
    """What must change so that links to and from the page and all below it lead where they led, once it is at `path`
    of this space.

    As with a new title it looks at every page, also at those that whoever moves it cannot see.
    """
    below = select(Page.id, Page.title_key).where(restricting.below(page.path), Page.revision > 0)
    keys = {id: key for id, key in session.execute(below)}
    move = _Move(session, page, space, path, frozenset(keys))
    rows = list(_mentions(session, keys))
    wants = {row.id: Wanted(row.key, row.tail, row.space) for row in rows}
    meaning = _Meaning(move, list(wants.values()))
    sources = dict(_sources(session, {row.page_id for row in rows}))
    turned = {
        row.page_id
        for row in rows
        if row.page_id in sources and meaning.lost(wants[row.id], sources[row.page_id]) is not None
    }
    repairs = (_repair(move, meaning, sources[id]) for id in sorted(turned))
    return [repair for repair in repairs if repair is not None]


def _mentions(session: Session, keys: Mapping[int, str]) -> Iterator[PageLink]:
    """By title, on the pages that move or of a title that one of them has."""
    ids, names = sorted(keys), sorted(set(keys.values()))
    found: dict[int, PageLink] = {}
    for start in range(0, len(ids), _CHUNK):
        some, titles = ids[start : start + _CHUNK], names[start : start + _CHUNK]
        may = or_(PageLink.page_id.in_(some), PageLink.key.in_(titles), PageLink.tail.in_(titles))
        query = select(PageLink).where(PageLink.target_id.is_(None), may).limit(MOST_MENTIONS - len(found))
        found |= {row.id: row for row in session.scalars(query)}
    yield from found.values()


def _sources(session: Session, ids: Iterable[int]) -> Iterator[tuple[int, Place]]:
    wanted_ids = sorted(ids)
    for start in range(0, len(wanted_ids), _CHUNK):
        some = Page.id.in_(wanted_ids[start : start + _CHUNK])
        query = select(Page.id, Space.slug, Page.path, Page.title_key).join(Space, Space.id == Page.space_id)
        for id, slug, path, key in session.execute(query.where(some, Page.trashed_at.is_(None), Page.revision > 0)):
            yield id, Place(id, slug, parse_path(path), key)


def _repair(move: _Move, meaning: _Meaning, place: Place) -> Repair | None:
    def respell(link: Link) -> str | None:
        target = meaning.lost(wanted(link), place)
        return _spell(move, place, target) if target else None

    source = move.session.get_one(Page, place.id)
    return rewritten(move.session, source, respell, move.space.id if place.id in move.moved else source.space_id)


def _spell(move: _Move, source: Place, target: Place) -> str | None:
    """The shortest way to write the target that will reach it from `source`; None where there is none."""
    there = move.after(target)
    above = move.session.get(Page, there.path[-2]) if len(there.path) > 1 else None
    names = [there.title]
    if _may_be_named(move, source, above, there.space):
        names += [f"{above.title}/{there.title}"] if above else []
        names += [f"{there.space}:{name}" for name in names]
    for written in names:
        want = wanted(read_target(written).link(""))
        if _Meaning(move, [want]).will_reach(want, source, target):
            return written
    return None


def _may_be_named(move: _Move, source: Place, above: Page | None, slug: str) -> bool:
    """Whether all who read the source may know what the target stands in: its name would stand in the text."""
    page = move.session.get_one(Page, source.id)
    space = move.session.scalars(select(Space).where(Space.slug == slug)).one()
    readers = people_of(move.session, move.list_after(page))
    lists = [space.acl_id, *([above.acl_id, move.list_after(above)] if above else [])]
    return all(readers <= people_of(move.session, id) for id in lists)
