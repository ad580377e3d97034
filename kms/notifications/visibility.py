"""Which subjects of notifications a reader may currently see."""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from kms.core.reach import Reach
from kms.core.search_sources import Guard, SearchHit, SearchSource

Thing = tuple[str, int]
Things = Mapping[str, SearchSource]


def guards(session: Session, things: Things, wanted: Iterable[Thing]) -> dict[Thing, Guard]:
    """Return what protects those of these things that currently exist; one query per kind."""
    found: dict[Thing, Guard] = {}
    for kind, ids in _by_kind(wanted).items():
        if kind in things:
            found.update({(kind, id): guard for id, guard in things[kind].guards(session, ids).items()})
    return found


def visible(session: Session, things: Things, reach: Reach, wanted: Iterable[Thing]) -> set[Thing]:
    """Return those of these things that are within reach."""
    return {thing for thing, guard in guards(session, things, wanted).items() if reach.covers(guard)}


def hits(session: Session, things: Things, reach: Reach, wanted: Iterable[Thing]) -> dict[Thing, SearchHit]:
    """Return hits for those of these things that the reader may see, with current titles."""
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


def anchored_url(url: str, place: str) -> str:
    """Return the URL of a place on the page of a thing: a fragment id or, if it starts with a slash, a subpath."""
    return f"{url}{place}" if place.startswith("/") or not place else f"{url}#{place}"
