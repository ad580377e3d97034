"""Audiences, as text and as form choices: only me, groups, everyone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.access.models import AccessList, Grant
from kms.access.policy import MEMBERS, Actor, Level
from kms.access.service import PRIVATE, lists_around, require_known_groups
from kms.accounts import queries
from kms.core.bodies import declare
from kms.core.errors import Invalid
from kms.core.inputs import Fields
from kms.core.text import N_
from kms.sharing import effective_access

EVERYONE = "everyone"
GROUPS = "groups"
KEEP = "keep"
MOST_NAMES = 100
UNKNOWN = N_('Say "private", "everyone", or a list of "group:NAME" and "person:USER_NAME".')
Lines = dict[str, Level]
Members = dict[int, dict[int, bool]]
"""The members of groups by group id, and whether each is a lead."""


@dataclass(frozen=True)
class Audience:
    """Who can access an object: `kind` is private, everyone or groups (groups, people or both). `groups` are (id, name,
    number of members), `people` (id, name, user name) of those in none of the groups. For a private object `people`
    contains the one person who manages it, if a list grants that. `narrowed` means that fewer people have access than
    to the object containing it."""

    kind: str
    groups: tuple[tuple[int, str, int], ...] = ()
    people: tuple[tuple[int, str, str], ...] = ()
    narrowed: bool = False

    @property
    def names(self) -> str | list[str]:
        """The representation in the API."""
        if self.kind != GROUPS:
            return self.kind
        return [f"group:{name}" for _, name, _ in self.groups] + [f"person:{name}" for _, _, name in self.people]

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(id for id, _, _ in self.groups)

    @property
    def is_plain(self) -> bool:
        """Whether a form that only offers "only me", the person's groups and everyone can represent it."""
        return self.kind != GROUPS or not self.people


def parse_choice_or_keep(fields: Fields, default: str) -> str | None:
    """Like `parse_choice`, but None if access stays unchanged (`keep`)."""
    return None if fields.source.get("access") == KEEP else parse_choice(fields, default)


def parse_choice(fields: Fields, default: str) -> str:
    """Return the audience chosen in a form: fields `access` (private, everyone, groups) and `groups` (ids)."""
    kind = fields.one_of("access", (PRIVATE, EVERYONE, GROUPS), default)
    if kind != GROUPS:
        return MEMBERS if kind == EVERYONE else PRIVATE
    ids = fields.lines("groups", many=100, limit=12)
    if not ids or not all(id.isascii() and id.isdigit() for id in ids):
        fields.fail("access", N_("Please choose at least one group."))
        return PRIVATE
    return join_groups(int(id) for id in ids)


def choice_field(default: str) -> Any:
    """The fields `access` and `groups` of a form; see `parse_choice`."""
    return declare(lambda sent, _: parse_choice(sent, default), {"type": "string"}, name="access")


def names_field(default: str | None = None) -> Any:
    """The field `access` of the API, to be resolved by `from_names`; `default` where it is not sent."""
    spelt = [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": MOST_NAMES}]
    return declare(lambda sent, key: _spelling(sent, key, default), {"anyOf": spelt}, name="access")


def _spelling(fields: Fields, key: str, default: str | None) -> str | tuple[str, ...] | None:
    access = fields.source.get(key, default)
    if access is None and default is None:
        return None
    if isinstance(access, list) and 0 < len(access) <= MOST_NAMES and all(isinstance(name, str) for name in access):
        return tuple(access)
    if not isinstance(access, str):
        fields.fail(key, UNKNOWN)
        return default
    return access


def join_groups(ids: Iterable[int]) -> str:
    """Return the audience of these groups."""
    return " ".join(f"group:{id}" for id in sorted(set(ids)))


def join_principals(principals: Iterable[str]) -> str:
    """Return the audience of these groups and people; "private" if there are none."""
    wanted = set(principals)
    return MEMBERS if MEMBERS in wanted else " ".join(sorted(wanted, key=_order)) or PRIVATE


def _order(principal: str) -> tuple[str, int]:
    kind, _, id = principal.partition(":")
    return kind, int(id)


def from_names(session: Session, access: str | Sequence[str]) -> str:
    """Parse an audience from the API or the command line: "private", "everyone", or names like "group:NAME"."""
    if access in (PRIVATE, EVERYONE):
        return MEMBERS if access == EVERYONE else PRIVATE
    spelt = [access] if isinstance(access, str) else access
    if not spelt:
        raise unknown()
    return join_principals(principal_of_name(session, name) for name in spelt)


def principal_of_name(session: Session, name: str) -> str:
    """Return the principal for "group:NAME" or "person:USER_NAME". Raises Invalid."""
    kind, _, rest = name.partition(":")
    group = queries.find_group(session, rest) if kind == "group" else None
    person = queries.find_person(session, rest) if kind == "person" else None
    if group is not None:
        return f"group:{group.id}"
    if person is None or person.suspended_at is not None:
        raise unknown()
    return f"user:{person.id}"


def check(session: Session, actor: Actor, audience: str) -> None:
    """Raise Invalid if the audience includes groups the actor does not belong to, or an unknown person."""
    ids, people = group_ids(audience), person_ids(audience)
    require_known_groups(actor, ids)
    if len(queries.group_names(session, ids)) < len(ids) or len(queries.colleagues(session, people)) < len(people):
        raise unknown()


def group_ids(audience: str) -> list[int]:
    """Return the group ids in an audience."""
    return [int(word[6:]) for word in audience.split(" ") if word.startswith("group:")]


def person_ids(audience: str) -> list[int]:
    """Return the person ids in an audience."""
    return [int(word[5:]) for word in audience.split(" ") if word.startswith("user:")]


def of_lists(session: Session, acl_ids: Iterable[int]) -> dict[int, Audience]:
    """Return the current audience of each of these access lists."""
    wanted = set(acl_ids)
    if not wanted:
        return {}
    named: dict[int, Lines] = {id: {} for id in wanted}
    query = select(Grant.acl_id, Grant.principal, Grant.level)
    for acl_id, principal, level in session.execute(query.where(Grant.acl_id.in_(wanted))):
        named[acl_id][principal] = Level(level)
    narrowed = {id: lists_around(session, id) for id in _narrowed(session, wanted)}
    plain = _in_words(session, {id: found for id, found in named.items() if id not in narrowed})
    return plain | {id: _of_narrowed(session, named[id], around) for id, around in narrowed.items()}


def of_choice(session: Session, audience: str) -> Audience:
    """Return the description of an audience as it is chosen in forms and stored."""
    return _in_words(session, {0: dict.fromkeys(set(audience.split(" ")) - {PRIVATE}, Level.READ)})[0]


def _narrowed(session: Session, acl_ids: set[int]) -> list[int]:
    query = select(AccessList.id).where(AccessList.id.in_(acl_ids), AccessList.within_id.is_not(None))
    return list(session.scalars(query))


def _of_narrowed(session: Session, lines: Lines, around: Sequence[int]) -> Audience:
    if MEMBERS in lines:
        return replace(of_lists(session, around[:1])[around[0]], narrowed=True)
    allowed = effective_access.people_through(session, lines, around)
    return replace(_in_words(session, {0: lines}, allowed)[0], narrowed=True)


def _in_words(session: Session, named: dict[int, Lines], allowed: set[int] | None = None) -> dict[int, Audience]:
    groups, members = _groups(session, {name for found in named.values() for name in found}, allowed)
    single = {int(name[5:]) for found in named.values() for name in found if name.startswith("user:")}
    leads = {id for found in named.values() for id in _leads(found, members)}
    people = queries.colleagues(session, (single | leads) if allowed is None else (single | leads) & allowed)
    return {id: _audience(found, groups, members, people) for id, found in named.items()}


def _groups(
    session: Session, principals: set[str], allowed: set[int] | None
) -> tuple[dict[int, tuple[int, str, int]], Members]:
    ids = {int(name.partition(":")[2]) for name in principals if name.startswith(("group:", "lead:"))}
    members = queries.people_in_groups(session, sorted(ids), allowed)
    names = queries.group_names(session, sorted(ids))
    return {id: (id, name, len(members.get(id, ()))) for id, name in names.items()}, members


def _leads(principals: Iterable[str], members: Members) -> set[int]:
    """Return people who are included only as lead of a group that is not itself included."""
    names = set(principals)
    groups = {int(name[5:]) for name in names if name.startswith("lead:")} - set(_group_ids(names))
    return {person for id in groups for person, leads in members.get(id, {}).items() if leads}


def _group_ids(principals: Iterable[str]) -> list[int]:
    return [int(name[6:]) for name in principals if name.startswith("group:")]


def choices(session: Session, actor: Actor) -> Sequence[queries.GroupView]:
    """Return the groups this person can choose."""
    return queries.list_groups(session, actor.groups) if actor.groups else []


def default_choice(actor: Actor) -> str:
    """Return the default for new objects: the person's group if they have exactly one, otherwise private."""
    return join_groups(actor.groups) if len(actor.groups) == 1 else PRIVATE


def _audience(
    lines: Lines,
    groups: dict[int, tuple[int, str, int]],
    members: Members,
    people: dict[int, tuple[int, str, str]],
) -> Audience:
    if MEMBERS in lines:
        return Audience(EVERYONE)
    ids = [id for id in _group_ids(lines) if id in groups]
    inside = {person for id in ids for person in members.get(id, ())}
    single = ({int(name[5:]) for name in lines if name.startswith("user:")} | _leads(lines, members)) - inside
    alone = tuple(sorted((people[id] for id in single if id in people), key=lambda person: person[1].casefold()))
    if not ids and (not alone or (len(alone) == 1 and Level.MANAGE in lines.values())):
        return Audience(PRIVATE, (), alone)
    return Audience(GROUPS, tuple(sorted((groups[id] for id in ids), key=lambda g: g[1].casefold())), alone)


def unknown() -> Invalid:
    """Return the error for an audience that cannot be parsed."""
    return Invalid({"access": UNKNOWN})
