"""What of the things that notices are about a reader may see at this moment."""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from kms.core.reach import Reach
from kms.core.search_sources import Guard, SearchHit, SearchSource

Thing = tuple[str, int]
Things = Mapping[str, SearchSource]


def guards(session: Session, things: Things, wanted: Iterable[Thing]) -> dict[Thing, Guard]:
    """What guards those of these things that can be opened now; one query a kind."""
    found: dict[Thing, Guard] = {}
    for kind, ids in _by_kind(wanted).items():
        if kind in things:
            found.update({(kind, id): guard for id, guard in things[kind].guards(session, ids).items()})
    return found


def visible(session: Session, things: Things, reach: Reach, wanted: Iterable[Thing]) -> set[Thing]:
    """Those of these things that this reach takes in."""
    return {thing for thing, guard in guards(session, things, wanted).items() if reach.covers(guard)}


def hits(session: Session, things: Things, reach: Reach, wanted: Iterable[Thing]) -> dict[Thing, SearchHit]:
    """Those of these things that the reader may see, as they are called now."""
    found: dict[Thing, SearchHit] = {}
    for kind, ids in _by_kind(wanted).items():
        if kind in things:
            found.update({(kind, id): hit for id, hit in things[kind].hits(session, reach, ids).items()})
    return found


def _by_kind(wanted: Iterable[Thing]) -> dict[str, list[int]]:
    sorted_out: dict[str, list[int]] = {}
    for kind, id in dict.fromkeys(wanted):
        sorted_out.setdefault(kind, []).append(id)
    return sorted_out


def spot(url: str, place: str) -> str:
    """The address of a place on the page of a thing: its id, or, where it begins with a slash, a page below."""
    return f"{url}{place}" if place.startswith("/") or not place else f"{url}#{place}"
