"""Spaces over the API."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from kms.access.policy import Level
from kms.access.service import PRIVATE
from kms.api.routes import Answer, me, sent
from kms.sharing import audiences
from kms.web.identity import my_reach
from kms.web.transaction import reading, writing
from kms.wiki.api_routes import routes
from kms.wiki.models import Space
from kms.wiki.pages import queries
from kms.wiki.spaces import service as spaces
from kms.wiki.spaces.inputs import SpaceChange, SpaceDraft, SpaceWrite
from kms.wiki.templates import service as templates


@dataclass(frozen=True)
class SpaceJson:
    """A space; `access` is "private", "everyone" or a list of "group:NAME"; `level` is what the caller may do; new
    pages start from `template`, a key of the list of templates (empty: a blank page)."""

    id: int
    slug: str
    name: str
    description: str
    access: str | list[str]
    level: str
    url: str
    template: str
    features: list[str]
    takes_requests: bool


@dataclass(frozen=True)
class SpaceList:
    """All spaces the caller can read."""

    items: list[SpaceJson]


@routes.operation("GET", "/spaces", who="read", gives=SpaceList)
def list_spaces() -> SpaceList:
    """The spaces the caller can read."""
    return SpaceList(_spaces(queries.list_spaces(reading(), my_reach())))


@routes.operation("GET", "/spaces/<slug>", who="read", gives=SpaceJson)
def get_space(slug: str) -> SpaceJson:
    """One space."""
    return _spaces([queries.get_space(reading(), my_reach(), slug)])[0]


@routes.operation("POST", "/spaces", who="write", takes=SpaceWrite, gives=SpaceJson, status=(201,))
def post_space() -> Answer:
    """Create a space."""
    wanted = sent(SpaceWrite)
    draft = wanted.draft(audiences.from_names(reading(), wanted.access))
    return Answer(_spaces([spaces.create_space(writing(), me(), draft)])[0], 201)


@routes.operation("PATCH", "/spaces/<slug>", who="write", takes=SpaceChange, gives=SpaceJson)
def patch_space(slug: str) -> SpaceJson:
    """Change a space; requires manage."""
    present = _draft_of(queries.get_space(writing(), my_reach(), slug))
    draft = replace(present, **sent(SpaceChange).given())
    return _spaces([spaces.change_space(writing(), me(), slug, draft)])[0]


def _draft_of(space: Space) -> SpaceDraft:
    """The space's current values; a change does not cover its audience."""
    facts = (tuple(space.features), space.template, space.takes_requests)
    return SpaceDraft(space.name, space.slug, space.description, PRIVATE, *facts)


def _spaces(found: Sequence[Space]) -> list[SpaceJson]:
    session = reading()
    access = audiences.of_lists(session, [space.acl_id for space in found])
    manage, write = my_reach(Level.MANAGE), my_reach(Level.WRITE)
    return [_space(space, access[space.acl_id].names, _level(space, manage, write)) for space in found]


def _level(space: Space, manage: Any, write: Any) -> str:
    return "manage" if manage.covers(space) else "write" if write.covers(space) else "read"


def _space(space: Space, access: str | list[str], level: str) -> SpaceJson:
    begins = templates.find(reading(), my_reach(), space.template, "en")
    return SpaceJson(
        space.id,
        space.slug,
        space.name,
        space.description,
        access,
        level,
        f"/spaces/{space.slug}",
        begins.key if begins else "",
        list(space.features),
        space.takes_requests,
    )
