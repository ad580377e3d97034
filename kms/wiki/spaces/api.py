"""Spaces over the API."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kms.access.policy import Level
from kms.api.routes import Answer, body, me
from kms.core.inputs import Fields
from kms.core.text import slugify
from kms.sharing import audiences
from kms.web.identity import my_reach
from kms.web.transaction import reading, writing
from kms.wiki.api_routes import routes
from kms.wiki.models import Space
from kms.wiki.pages import queries
from kms.wiki.spaces import service as spaces
from kms.wiki.spaces.inputs import SpaceDraft
from kms.wiki.templates import service as templates


@dataclass(frozen=True)
class SpaceJson:
    """A space.

    `access` is "private", "everyone" or a list of "group:NAME"; `level` is what the caller may do; new pages start from
    `template`, a key from the list of templates (empty: from nothing).
    """

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
    """The spaces the caller can read."""

    items: list[SpaceJson]


@dataclass(frozen=True)
class SpaceWrite:
    """A new space."""

    name: str
    slug: str = ""
    description: str = ""
    access: str | list[str] = "private"
    template: str = ""
    features: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class SpaceChange:
    """Changes to a space; omitted fields stay unchanged.

    Access is changed at `access`; the slug cannot be changed.
    """

    name: str = ""
    description: str = ""
    template: str = ""
    features: list[str] = field(default_factory=list)
    takes_requests: bool = False


@routes.operation("GET", "/spaces", who="read", gives=SpaceList)
def list_spaces() -> SpaceList:
    """List the spaces the caller can read."""
    return SpaceList(_spaces(queries.list_spaces(reading(), my_reach())))


@routes.operation("GET", "/spaces/<slug>", who="read", gives=SpaceJson)
def get_space(slug: str) -> SpaceJson:
    """Get a space."""
    return _spaces([queries.get_space(reading(), my_reach(), slug)])[0]


@routes.operation("POST", "/spaces", who="write", takes=SpaceWrite, gives=SpaceJson, status=(201,))
def post_space() -> Answer:
    """Create a space."""
    sent = body()
    fields = Fields(sent)
    name = fields.line("name", 200, required=True)
    slug = slugify(fields.line("slug", 80) or name)
    fields.done()
    audience = audiences.from_names(reading(), sent.get("access", "private"))
    told = SpaceDraft.parse({key: sent[key] for key in _CHANGED if key in sent})
    draft = SpaceDraft(name, slug, told.description, audience, told.features, told.template)
    return Answer(_spaces([spaces.create_space(writing(), me(), draft)])[0], 201)


_CHANGED = ("name", "description", "template", "features", "takes_requests")


@routes.operation("PATCH", "/spaces/<slug>", who="write", takes=SpaceChange, gives=SpaceJson)
def patch_space(slug: str) -> SpaceJson:
    """Change a space; requires the level manage."""
    sent = body()
    space = queries.get_space(writing(), my_reach(), slug)
    form: dict[str, Any] = {key: sent.get(key, getattr(space, key)) for key in _CHANGED}
    return _spaces([spaces.change_space(writing(), me(), slug, SpaceDraft.parse(form))])[0]


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
