"""References to the source of a bookmark, which rank one of two equally relevant bookmarks higher. Only what every
reader of the bookmark may also see is counted (the same audience, or everyone), so that the order of results reveals
nothing hidden."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from kms.access.models import Grant
from kms.access.policy import open_lists
from kms.bookmarks.models import Bookmark
from kms.links.models import Citation

ListsOf = Callable[[Session, Sequence[int]], Mapping[int, int]]
"""Returns the access lists of items of one kind by id, without those in the trash; provided by other slices."""


def citation_counts(session: Session, ids: Sequence[int], citing: Mapping[str, ListsOf]) -> dict[int, int]:
    """Return how many other people saved and how many items cite the source of each of these bookmarks, by bookmark."""
    found = dict.fromkeys(ids, 0)
    everybody = sorted(open_lists(session))
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        for id, count in _savers(session, some, everybody):
            found[id] += count
        for kind, lists_of in citing.items():
            for id in _citations(session, some, everybody, kind, lists_of):
                found[id] += 1
    return found


def _savers(session: Session, ids: Sequence[int], everybody: Sequence[int]) -> list[tuple[int, int]]:
    other = aliased(Bookmark)
    # "only me" is a single list for everyone
    same = (other.acl_id == Bookmark.acl_id) & other.acl_id.in_(select(Grant.acl_id))
    query = (
        select(Bookmark.id, func.count())
        .join(other, (other.link_id == Bookmark.link_id) & (other.id != Bookmark.id))
        .where(Bookmark.id.in_(ids), other.trashed_at.is_(None), or_(other.acl_id.in_(everybody), same))
        .group_by(Bookmark.id)
    )
    return [(id, count) for id, count in session.execute(query)]


def _citations(
    session: Session, ids: Sequence[int], everybody: Sequence[int], kind: str, lists_of: ListsOf
) -> list[int]:
    """Return the bookmarks whose source is cited, repeated once per citation."""
    query = (
        select(Bookmark.id, Citation.item_id)
        .join(Citation, Citation.link_id == Bookmark.link_id)
        .where(Bookmark.id.in_(ids), Citation.kind == kind)
    )
    rows = session.execute(query).all()
    lists = lists_of(session, sorted({item for _, item in rows})) if rows else {}
    return [id for id, item in rows if lists.get(item) in everybody]
