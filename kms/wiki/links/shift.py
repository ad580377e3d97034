"""What `[[links]]` mean before and after pages are renamed or moved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy.orm import Session

from kms.core.reach import Reach
from kms.core.text import fold_key
from kms.wiki.links.meaning import WantedLink, keys_of, resolve
from kms.wiki.links.resolving import ancestor_titles, find_candidates
from kms.wiki.models import Page, Space
from kms.wiki.pages.places import PagePlace, parse_path


@dataclass(frozen=True)
class LinkShift:
    """A page gets this `title` and moves, with all pages `below` it, to `path` in `space`; `below` includes the page
    itself."""

    session: Session
    page: Page
    title: str
    space: Space
    path: str
    below: Mapping[int, str]

    @property
    def goes(self) -> bool:
        """Whether the page moves, rather than only being renamed."""
        return self.path != self.page.path or self.space.id != self.page.space_id

    @cached_property
    def titles(self) -> set[str]:
        """The folded last parts of links whose meaning may change."""
        return {*self.below.values(), fold_key(self.title)}

    def after(self, place: PagePlace) -> PagePlace:
        """A page's place after the shift."""
        if place.id not in self.below:
            return place
        rest = place.path[len(parse_path(self.page.path)) :]
        moved = replace(place, space=self.space.slug, path=parse_path(self.path) + rest)
        return replace(moved, key=fold_key(self.title), title=self.title) if place.id == self.page.id else moved

    def title_of(self, page_id: int) -> str:
        """The title of a page after the shift."""
        return self.title if page_id == self.page.id else self.session.get_one(Page, page_id).title

    def list_of(self, page: Page) -> int:
        """The access list of a page after the shift, or the wider one that it moves under."""
        if page.id not in self.below or not self.goes:
            return page.acl_id
        above = parse_path(self.path)[:-1]
        return self.session.get_one(Page, above[-1]).acl_id if above else self.space.acl_id


class LinkMeaning:
    """What these links mean before and after the shift; to one reader, if a reach is given."""

    def __init__(self, shift: LinkShift, wants: Iterable[WantedLink], reach: Reach | None = None) -> None:
        self._shift = shift
        asked = list(wants)
        keys = keys_of(asked) | {shift.page.title_key}
        self._before = find_candidates(shift.session, reach, keys)
        self._after: dict[str, list[PagePlace]] = {}
        for place in (shift.after(place) for places in self._before.values() for place in places):
            self._after.setdefault(place.key, []).append(place)
        self._titles_before = self._titles(asked, self._before)
        self._titles_after = {**self._titles(asked, self._after), shift.page.id: fold_key(shift.title)}

    def lost(self, want: WantedLink, source: PagePlace) -> PagePlace | None:
        """The one page that a link means now, if it would mean another or none afterwards."""
        meant = resolve(want, source, self._before, self._titles_before)
        return meant[0] if len(meant) == 1 and not self.will_reach(want, source, meant[0]) else None

    def will_reach(self, want: WantedLink, source: PagePlace, target: PagePlace) -> bool:
        """Whether a link will mean exactly this page afterwards."""
        found = resolve(want, self._shift.after(source), self._after, self._titles_after)
        return [place.id for place in found] == [target.id]

    def _titles(self, wants: Sequence[WantedLink], places: Mapping[str, Sequence[PagePlace]]) -> dict[int, str]:
        return ancestor_titles(self._shift.session, wants, places)
