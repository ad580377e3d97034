"""Resolves `[[links]]` to the nearest page of that title in the tree; pure, works on candidates already checked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kms.core.text import clean_line, fold_key
from kms.markup.model import MarkdownLink
from kms.wiki.pages.places import PagePlace


@dataclass(frozen=True)
class WantedLink:
    """A title link as stored: the whole folded target, its last part, and the space it names."""

    key: str
    tail: str
    space: str


def wanted(link: MarkdownLink) -> WantedLink:
    """The target of a `[[link]]`."""
    return WantedLink(
        fold_key(link.target), fold_key(link.target.rsplit("/", 1)[-1]), clean_line(link.space).casefold()
    )


def keys_of(links: Iterable[WantedLink]) -> set[str]:
    """All title keys under which targets of these links may be found."""
    return {
        key for link in links for key in (link.key, link.tail, f"{link.space}:{link.key}" if link.space else "") if key
    }


def resolve(
    link: WantedLink, source: PagePlace, candidates: Mapping[str, Sequence[PagePlace]], titles: Mapping[int, str]
) -> list[PagePlace]:
    """The pages that the link may refer to: none makes it red, one is the target, several require a choice.

    `candidates` by title key; `titles` gives the title keys of ancestors, for `[[Path/Title]]`.
    """
    found = _matches(link, candidates, titles)
    near = [place for place in found if place.space == source.space] or found
    if len(near) < 2:
        return near
    distance = {place.id: _distance(place.path, source.path) for place in near}
    shortest = min(distance.values())
    if near[0].space != source.space:
        return near
    return [place for place in near if distance[place.id] == shortest]


def _matches(
    link: WantedLink, candidates: Mapping[str, Sequence[PagePlace]], titles: Mapping[int, str]
) -> list[PagePlace]:
    if link.space:
        inside = [p for p in _by_path(link, candidates, titles) if p.space.casefold() == link.space]
        return inside or list(candidates.get(f"{link.space}:{link.key}", ()))
    return _by_path(link, candidates, titles)


def _by_path(
    link: WantedLink, candidates: Mapping[str, Sequence[PagePlace]], titles: Mapping[int, str]
) -> list[PagePlace]:
    whole = list(candidates.get(link.key, ()))
    if whole or link.key == link.tail:
        return whole
    above = [fold_key(part) for part in link.key.split("/")[:-1] if part.strip()]
    return [place for place in candidates.get(link.tail, ()) if _ends_with(place, above, titles)]


def _ends_with(place: PagePlace, above: list[str], titles: Mapping[int, str]) -> bool:
    names = [titles.get(id, "") for id in place.path[:-1]]
    return not above or names[-len(above) :] == above


def _distance(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    common = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        common += 1
    return len(one) + len(other) - 2 * common
