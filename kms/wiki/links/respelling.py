"""How to rewrite a link so that it keeps its meaning and reveals nothing its readers may not know."""

from collections.abc import Iterator

from sqlalchemy import select

from kms.core.reach import Reach
from kms.core.text import fold_key
from kms.markup.model import MarkdownLink
from kms.markup.rewrite import ByNumber, can_be_written
from kms.markup.wiki_links import read_target
from kms.sharing.effective_access import people_of
from kms.wiki.links.meaning import wanted
from kms.wiki.links.shift import LinkMeaning, LinkShift
from kms.wiki.models import Page, Space
from kms.wiki.pages.places import PagePlace


class LinkSpelling:
    """Spells links for the state after a shift, as one reader sees the pages if a reach is given."""

    def __init__(self, shift: LinkShift, reach: Reach | None = None) -> None:
        self._shift, self._reach = shift, reach
        self._meanings: dict[str, LinkMeaning] = {}
        self._readers: dict[int, set[int]] = {}
        self._spaces: dict[str, Space] = {}

    def of(self, link: MarkdownLink, source: PagePlace, target: PagePlace) -> str | ByNumber:
        """The first spelling of the target that resolves to it from `source`; by page number if no spelling may appear
        there."""
        there = self._shift.after(target)
        for space, names in self._ways(link, there):
            written = f"{space}:{'/'.join(names)}" if space else "/".join(names)
            if not can_be_written(written) or not self._will_reach(written, source, target):
                continue
            if self._may_stand(space, len(names), link, source, there):
                return written
        return ByNumber(target.id)

    def may_be_told(self, source: Page, page: Page) -> bool:
        """Whether everyone who can read `source` can read `page`, both before and after the shift."""
        readers = self._read(self._shift.list_of(source))
        return all(readers <= self._read(id) for id in {page.acl_id, self._shift.list_of(page)})

    def _ways(self, link: MarkdownLink, there: PagePlace) -> Iterator[tuple[str, list[str]]]:
        """The space to name, if any, and the titles: first as the link was written, then from short to long."""
        titles = [self._shift.title_of(id) for id in there.path]
        if not self._shift.goes:
            yield (there.space if link.space else ""), titles[-1 - link.target.count("/") :]
        for space in ("", there.space):
            yield space, titles[-1:]
            yield space, titles[-2:]

    def _will_reach(self, written: str, source: PagePlace, target: PagePlace) -> bool:
        want = wanted(read_target(written).link(""))
        meaning = self._meanings.get(written)
        if meaning is None:
            meaning = self._meanings[written] = LinkMeaning(self._shift, [want], self._reach)
        return meaning.will_reach(want, source, target)

    def _may_stand(self, space: str, depth: int, link: MarkdownLink, source: PagePlace, there: PagePlace) -> bool:
        """Whether each name may be known to the readers of `source`, or was in the link already."""
        page = self._shift.session.get_one(Page, source.id)
        known = {fold_key(part) for part in (link.target, *link.target.split("/"))}
        named = [id for id in there.path[-depth:] if fold_key(self._shift.title_of(id)) not in known]
        if not all(self.may_be_told(page, self._shift.session.get_one(Page, id)) for id in named):
            return False
        readers = self._read(self._shift.list_of(page))
        return not space or space == link.space or readers <= self._read(self._space(space).acl_id)

    def _space(self, slug: str) -> Space:
        if slug not in self._spaces:
            self._spaces[slug] = self._shift.session.scalars(select(Space).where(Space.slug == slug)).one()
        return self._spaces[slug]

    def _read(self, acl_id: int) -> set[int]:
        if acl_id not in self._readers:
            self._readers[acl_id] = people_of(self._shift.session, acl_id)
        return self._readers[acl_id]
