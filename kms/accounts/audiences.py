"""Who may see a thing, in words and in choices: only me, groups, everyone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.access.models import Grant
from kms.access.policy import MEMBERS, Actor
from kms.access.service import PRIVATE, require_known_groups
from kms.accounts import queries
from kms.core.errors import Invalid
from kms.core.inputs import Fields
from kms.core.text import N_

EVERYONE = "everyone"
GROUPS = "groups"


@dataclass(frozen=True)
class Audience:
    """Who a thing is for: `kind` is private, everyone or groups; `groups` are (id, name, people)."""

    kind: str
    groups: tuple[tuple[int, str, int], ...] = ()

    @property
    def names(self) -> str | list[str]:
        """As the API spells it."""
        return self.kind if self.kind != GROUPS else [f"group:{name}" for _, name, _ in self.groups]

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(id for id, _, _ in self.groups)


def parse_choice(fields: Fields, default: str) -> str:
    """The audience chosen in a form: fields `access` (private, everyone, groups) and `groups` (ids)."""
    kind = fields.one_of("access", (PRIVATE, EVERYONE, GROUPS), default)
    if kind != GROUPS:
        return MEMBERS if kind == EVERYONE else PRIVATE
    ids = fields.lines("groups", many=100, limit=12)
    if not ids or not all(id.isascii() and id.isdigit() for id in ids):
        fields.fail("access", N_("Please choose at least one group."))
        return PRIVATE
    return join_groups(int(id) for id in ids)


def join_groups(ids: Iterable[int]) -> str:
    """The audience of these groups."""
    return " ".join(f"group:{id}" for id in sorted(set(ids)))


def from_names(session: Session, access: Any) -> str:
    """The audience the API or the command line names: "private", "everyone", "group:NAME" or a list of groups."""
    if access in (PRIVATE, EVERYONE):
        return MEMBERS if access == EVERYONE else PRIVATE
    names = [access] if isinstance(access, str) else access
    if not isinstance(names, list) or not names or len(names) > 100:
        raise _unknown()
    return join_groups(_group_id(session, name) for name in names)


def check(session: Session, actor: Actor, audience: str) -> None:
    """Raise Invalid where the audience names groups that are not the actor's, or that do not exist."""
    ids = group_ids(audience)
    require_known_groups(actor, ids)
    if len(queries.group_names(session, ids)) < len(ids):
        raise _unknown()


def group_ids(audience: str) -> list[int]:
    """The groups of an audience."""
    return [int(word[6:]) for word in audience.split(" ") if word.startswith("group:")]


def of_lists(session: Session, acl_ids: Iterable[int]) -> dict[int, Audience]:
    """For whom the things under these access lists are."""
    wanted = set(acl_ids)
    if not wanted:
        return {}
    principals: dict[int, set[str]] = {id: set() for id in wanted}
    for acl_id, principal in session.execute(select(Grant.acl_id, Grant.principal).where(Grant.acl_id.in_(wanted))):
        principals[acl_id].add(principal)
    groups = _groups(session, {int(p[6:]) for found in principals.values() for p in found if p.startswith("group:")})
    return {id: _audience(found, groups) for id, found in principals.items()}


def of_choice(session: Session, audience: str) -> Audience:
    """The audience, as it is chosen in forms and stored, in words."""
    return _audience(set(audience.split(" ")), _groups(session, set(group_ids(audience))))


def _groups(session: Session, ids: set[int]) -> dict[int, tuple[int, str, int]]:
    found = queries.list_groups(session, sorted(ids)) if ids else []
    return {view.id: (view.id, view.name, view.people) for view in found}


def choices(session: Session, actor: Actor) -> Sequence[queries.GroupView]:
    """The groups this person can choose."""
    return queries.list_groups(session, actor.groups) if actor.groups else []


def default_choice(actor: Actor) -> str:
    """A new thing is for one's own group; without exactly one, it is private until said otherwise."""
    return join_groups(actor.groups) if len(actor.groups) == 1 else PRIVATE


def _audience(principals: set[str], groups: dict[int, tuple[int, str, int]]) -> Audience:
    if MEMBERS in principals:
        return Audience(EVERYONE)
    found = [groups[int(p[6:])] for p in principals if p.startswith("group:") and int(p[6:]) in groups]
    return Audience(GROUPS, tuple(sorted(found, key=lambda g: g[1].casefold()))) if found else Audience(PRIVATE)


def _group_id(session: Session, name: Any) -> int:
    group = queries.find_group(session, name[6:]) if isinstance(name, str) and name.startswith("group:") else None
    if group is None:
        raise _unknown()
    return group.id


def _unknown() -> Invalid:
    return Invalid({"access": N_('Say "private", "everyone", or a list of "group:NAME" of existing groups.')})


def group_ids_of_list(session: Session, acl_id: int) -> set[int]:
    """The groups that an access list lets in already."""
    return set(of_lists(session, [acl_id])[acl_id].ids)
