"""Groups in the API: the same rules as in the browser."""

from dataclasses import dataclass

from kms.accounts import queries
from kms.accounts.api_routes import routes
from kms.accounts.groups import service as groups
from kms.accounts.inputs import GroupDraft
from kms.accounts.models import LEAD, MEMBER
from kms.api.routes import Answer, me, sent
from kms.core.bodies import Body, lines, one_of
from kms.web.transaction import reading, writing


@dataclass(frozen=True)
class MemberJson:
    """A member of a group; `role` is member or lead."""

    id: int
    user_name: str
    name: str
    role: str


@dataclass(frozen=True)
class GroupPageJson:
    """A group and its members."""

    id: int
    name: str
    description: str
    members: list[MemberJson]


@dataclass(frozen=True)
class MembersBody(Body):
    """People to add as member or lead, by user name or name."""

    names: tuple[str, ...] = lines(groups.MOST_NAMES, 200)
    role: str = one_of((MEMBER, LEAD), MEMBER)


@routes.operation("POST", "/groups", who="write", takes=GroupDraft, gives=GroupPageJson, status=(201,))
def create_group() -> Answer:
    """Create a group; for administrators and the people role."""
    group = groups.add_group(writing(), me(), sent(GroupDraft))
    return Answer(GroupPageJson(group.id, group.name, group.description, []), 201)


@routes.operation("GET", "/groups/<int:group_id>", who="read", gives=GroupPageJson)
def get_group(group_id: int) -> GroupPageJson:
    """Get a group and its members; for its members and those who manage people."""
    return _group_page(group_id)


def _group_page(group_id: int) -> GroupPageJson:
    group = groups.get_visible(reading(), me(), group_id)
    members = [MemberJson(m.id, m.user_name, m.name, m.role) for m in queries.members_of(reading(), group_id)]
    return GroupPageJson(group.id, group.name, group.description, members)


@routes.operation("DELETE", "/groups/<int:group_id>", who="write", status=(204,))
def remove_group(group_id: int) -> Answer:
    """Delete a group that nothing is shared with; for administrators and, if it has no members, the people role."""
    groups.get_visible(writing(), me(), group_id)
    groups.remove_group(writing(), me(), group_id)
    return Answer(None, 204)


@routes.operation("POST", "/groups/<int:group_id>/members", who="write", takes=MembersBody, gives=GroupPageJson)
def add_members(group_id: int) -> GroupPageJson:
    """Add people to a group, all or none; for its leads, administrators and the people role."""
    wanted = sent(MembersBody)
    groups.get_visible(writing(), me(), group_id)
    groups.add_members(writing(), me(), group_id, wanted.names, wanted.role)
    return _group_page(group_id)


@routes.operation("DELETE", "/groups/<int:group_id>/members/<int:person_id>", who="write", status=(204,))
def remove_member(group_id: int, person_id: int) -> Answer:
    """Remove a person from a group, or leave it; the last lead cannot be removed."""
    groups.get_visible(writing(), me(), group_id)
    queries.get_person(reading(), person_id)
    groups.remove_member(writing(), me(), group_id, person_id)
    return Answer(None, 204)
