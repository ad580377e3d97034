"""Cross-slice API operations: groups, tags and the caller."""

from dataclasses import dataclass

from flask import request

from kms.accounts import queries
from kms.accounts.models import LEAD, MEMBER
from kms.api.routes import ApiRoutes, me
from kms.core.text import fold_key
from kms.home import tag_views
from kms.web.request_data import page_size
from kms.web.transaction import reading

routes = ApiRoutes("home_api", __name__)


@dataclass(frozen=True)
class GroupJson:
    """A group the caller belongs to; `role` is member or lead."""

    id: int
    name: str
    description: str
    people: int
    role: str


@dataclass(frozen=True)
class GroupList:
    """The caller's groups."""

    items: list[GroupJson]


@dataclass(frozen=True)
class TagJson:
    """A tag with the number of things that have it, as far as the caller may see them."""

    name: str
    count: int


@dataclass(frozen=True)
class TagList:
    """Tags, most used first."""

    items: list[TagJson]


@dataclass(frozen=True)
class MeJson:
    """The owner of the API key, and its scope."""

    id: int
    user_name: str
    name: str
    scope: str
    groups: list[str]
    default_access: str | list[str]


@routes.operation("GET", "/groups", who="read", gives=GroupList)
def list_groups() -> GroupList:
    """List the caller's groups."""
    actor = me()
    found = queries.list_groups(reading(), actor.groups)
    return GroupList(
        [GroupJson(g.id, g.name, g.description, g.people, LEAD if g.id in actor.leads else MEMBER) for g in found]
    )


@routes.operation("GET", "/tags", who="read", gives=TagList, query=("q", "limit"))
def list_tags() -> TagList:
    """List the tags of what the caller may see; `q` is a name prefix."""
    found = tag_views.counts(fold_key(request.args.get("q", "")[:100]), page_size())
    return TagList([TagJson(name, count) for name, count in found])


@routes.operation("GET", "/me", who="read", gives=MeJson)
def get_me() -> MeJson:
    """Get the owner of the API key."""
    actor = me()
    names = [f"group:{name}" for name in queries.group_names(reading(), actor.groups).values()]
    access: str | list[str] = names if len(names) == 1 else "private"
    scope = "read" if actor.ceiling == 1 else "write"
    return MeJson(actor.person_id, actor.user_name, actor.name, scope, names, access)
