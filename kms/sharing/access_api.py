"""Access lists in the API; a change returns who gains and who loses access, as a dry run or applied."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from kms.access.policy import MEMBERS, Level
from kms.access.service import grants_of
from kms.accounts import queries
from kms.api.routes import me, sent
from kms.core.bodies import Body, declare, flag
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


def _grants() -> Any:
    """The lines of an access list as sent: who, and the level."""
    line = {
        "type": "object",
        "properties": {"who": {"type": "string"}, "level": {"type": "string", "enum": list(LEVELS)}},
        "required": ["who", "level"],
    }
    return declare(_read_grants, {"type": "array", "items": line, "maxItems": sharing.MOST_LINES})


def _read_grants(sent: Fields, key: str) -> tuple[tuple[str, Level], ...]:
    lines = sent.source.get(key, [])
    if not isinstance(lines, list) or len(lines) > sharing.MOST_LINES or not all(_is_grant(line) for line in lines):
        sent.fail(key, N_("This must be a list of grants."))
        return ()
    return tuple((line["who"], LEVELS[line["level"]]) for line in lines)


def _is_grant(line: Any) -> bool:
    who, level = (line.get("who"), line.get("level")) if isinstance(line, dict) else (None, None)
    return isinstance(who, str) and isinstance(level, str) and level in LEVELS


def _narrowed() -> Any:
    return declare(lambda sent, key: bool(sent.source.get(key, True)), {"type": "boolean"})


@dataclass(frozen=True)
class AccessWrite(Body):
    """The complete new list; `narrowed` false opens a page to everyone who can read its parent.
    With `dry_run` nothing is changed; `leave` confirms that the caller gives up their own access."""

    grants: tuple[tuple[str, Level], ...] = _grants()
    narrowed: bool = _narrowed()
    dry_run: bool = flag()
    leave: bool = flag()


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
    state = thing.state(reading())
    asked = sent(AccessWrite)
    wanted = _wanted(reading(), state, asked)
    sharing.check(reading(), me(), state, wanted)
    effect = sharing.diff_of(reading(), me(), state, wanted)
    if not asked.dry_run:
        thing.apply(writing(), wanted)
    return say_effect(effect, applied=not asked.dry_run)


def _wanted(session: Session, state: SharingState, asked: AccessWrite) -> SharingChange:
    grants = {_principal(session, who): level for who, level in asked.grants}
    narrowed = None if state.narrowed is None else asked.narrowed
    return SharingChange(grants, narrowed, "", asked.leave)


def _principal(session: Session, who: str) -> str:
    if who == "everyone":
        return MEMBERS
    if who.startswith("leads:"):
        group = audiences.principal_of_name(session, "group:" + who.removeprefix("leads:"))
        return group.replace("group:", "lead:")
    return audiences.principal_of_name(session, who)


def say_effect(effect: SharingDiff, *, applied: bool) -> EffectJson:
    """Return the API representation of an effect."""
    gain, lose = _names(effect.gain), _names(effect.lose)
    return EffectJson(gain, lose, _names(effect.gain_edit), _names(effect.lose_edit), len(effect.readers), applied)


def _names(names: PeopleNames) -> NamesJson:
    return NamesJson(names.count, list(names.first))
