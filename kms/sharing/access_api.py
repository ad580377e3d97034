"""Access lists in the API; a change returns who gains and who loses access, as a dry run or applied."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from kms.access.policy import MEMBERS, Level
from kms.access.service import grants_of
from kms.accounts import queries
from kms.api.routes import body, me
from kms.core.errors import Invalid
from kms.core.inputs import Fields
from kms.core.text import N_
from kms.sharing import audiences, effective_access
from kms.sharing import service as sharing
from kms.sharing.service import PeopleNames, SharingDiff
from kms.sharing.shareable import Shareable, SharingChange, SharingState
from kms.web.transaction import reading, writing

LEVELS = {"read": Level.READ, "write": Level.WRITE, "manage": Level.MANAGE}
_SPELT = {level: word for word, level in LEVELS.items()}


@dataclass(frozen=True)
class GrantJson:
    """An entry of an access list.
    `who` is "everyone", "group:NAME", "leads:NAME" or "person:USER_NAME", `level` is read, write or manage."""

    who: str
    level: str


@dataclass(frozen=True)
class AccessJson:
    """Who can do what.
    `narrowed` tells whether a page is restricted, `readers` is the number of people who can read it."""

    grants: list[GrantJson]
    narrowed: bool | None
    readers: int


@dataclass(frozen=True)
class AccessWrite:
    """The complete new list; `narrowed` false opens a page to everyone who can read its parent.
    With `dry_run` nothing is changed; `leave` confirms that the caller gives up their own access."""

    grants: list[GrantJson] = field(default_factory=list)
    narrowed: bool | None = None
    dry_run: bool = False
    leave: bool = False


@dataclass(frozen=True)
class NamesJson:
    """The number of people, and the names of the first."""

    count: int
    names: list[str]


@dataclass(frozen=True)
class EffectJson:
    """The effect of a change: who gains or loses read access, and who of the others gains or loses edit access."""

    gain: NamesJson
    lose: NamesJson
    gain_edit: NamesJson
    lose_edit: NamesJson
    readers: int
    applied: bool


def read(acl_id: int, *, narrowed: bool | None = None, owner_id: int | None = None) -> AccessJson:
    """Return the access list of an object that was found readable."""
    session = reading()
    people = effective_access.list_readers(session, acl_id, owner_id)
    return AccessJson(_lines(session, grants_of(session, acl_id)), narrowed, len(people))


def _lines(session: Session, grants: Mapping[str, Level]) -> list[GrantJson]:
    groups = effective_access.group_names(session, grants)
    people = queries.colleagues(session, [int(name[5:]) for name in grants if name.startswith("user:")])
    found = []
    for principal, level in grants.items():
        kind, _, id = principal.partition(":")
        if principal == MEMBERS:
            found.append(GrantJson("everyone", _SPELT[level]))
        elif principal in groups:
            found.append(GrantJson(f"{'leads' if kind == 'lead' else 'group'}:{groups[principal]}", _SPELT[level]))
        elif kind == "user" and int(id) in people:
            found.append(GrantJson(f"person:{people[int(id)][2]}", _SPELT[level]))
    return sorted(found, key=lambda line: line.who.casefold())


def change(thing: Shareable) -> EffectJson:
    """Preview or apply the change in the request body. Raises Invalid, and what `thing` raises."""
    sent = body()
    state = thing.state(reading())
    wanted = _wanted(reading(), state, sent)
    sharing.check(reading(), me(), state, wanted)
    effect = sharing.diff_of(reading(), me(), state, wanted)
    dry = Fields(sent).flag("dry_run")
    if not dry:
        thing.apply(writing(), wanted)
    return say_effect(effect, applied=not dry)


def _wanted(session: Session, state: SharingState, sent: Mapping[str, Any]) -> SharingChange:
    lines = sent.get("grants", [])
    if not isinstance(lines, list) or len(lines) > sharing.MOST_LINES:
        raise Invalid({"grants": N_("This must be a list of grants.")})
    grants = dict(_line(session, line) for line in lines)
    narrowed = None if state.narrowed is None else bool(sent.get("narrowed", True))
    return SharingChange(grants, narrowed, "", Fields(sent).flag("leave"))


def _line(session: Session, line: Any) -> tuple[str, Level]:
    who, level = (line.get("who"), line.get("level")) if isinstance(line, dict) else (None, None)
    if not isinstance(level, str) or level not in LEVELS or not isinstance(who, str):
        raise Invalid({"grants": N_("This must be a list of grants.")})
    if who == "everyone":
        return MEMBERS, LEVELS[level]
    if who.startswith("leads:"):
        group = audiences.principal_of_name(session, "group:" + who.removeprefix("leads:"))
        return group.replace("group:", "lead:"), LEVELS[level]
    return audiences.principal_of_name(session, who), LEVELS[level]


def say_effect(effect: SharingDiff, *, applied: bool) -> EffectJson:
    """Return the API representation of an effect."""
    gain, lose = _names(effect.gain), _names(effect.lose)
    return EffectJson(gain, lose, _names(effect.gain_edit), _names(effect.lose_edit), len(effect.readers), applied)


def _names(names: PeopleNames) -> NamesJson:
    return NamesJson(names.count, list(names.first))
