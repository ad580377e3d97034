"""The single access rule, "the owner, or anyone on the access list": query with `reach`, check with `require`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from kms.access.models import AccessList, Grant
from kms.core.errors import Forbidden, NotFound
from kms.core.reach import Guarded, Reach
from kms.core.text import N_

MEMBERS = "members"

# built once because nearly every request runs it
_PRINCIPALS = Grant.principal.in_(bindparam("principals", expanding=True))
_ENTRIES = (
    select(Grant.acl_id, AccessList.within_id)
    .join(AccessList, AccessList.id == Grant.acl_id)
    .where(_PRINCIPALS, Grant.level >= bindparam("level"))
)
_ENTRY = (
    select(func.max(Grant.level), AccessList.within_id)
    .outerjoin_from(AccessList, Grant, (Grant.acl_id == AccessList.id) & _PRINCIPALS)
    .where(AccessList.id == bindparam("acl_id"))
    .group_by(AccessList.id)
)


class Level(IntEnum):
    """Access levels; each includes the ones below it."""

    READ = 1
    WRITE = 2
    MANAGE = 3


@dataclass(frozen=True)
class Actor:
    """The caller: a person, the principals they act as, and the maximum level allowed by an API key's scope."""

    person_id: int
    user_name: str = ""
    name: str = ""
    language: str = ""
    is_admin: bool = False
    groups: tuple[int, ...] = ()
    leads: frozenset[int] = field(default_factory=frozenset)
    ceiling: Level = Level.MANAGE
    manages_people: bool = False

    @property
    def may_manage_people(self) -> bool:
        """Whether the actor is an administrator or has the people role."""
        return self.is_admin or self.manages_people

    @property
    def principals(self) -> tuple[str, ...]:
        """The principals through which access lists may grant this person access."""
        return (
            MEMBERS,
            f"user:{self.person_id}",
            *(f"group:{id}" for id in self.groups),
            *(f"lead:{id}" for id in sorted(self.leads)),
        )

    @property
    def initials(self) -> str:
        """Up to two letters for the avatar."""
        words = (self.name or self.user_name).split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()

    @property
    def id(self) -> int:
        return self.person_id


def reach(session: Session, actor: Actor | None, level: Level = Level.READ) -> Reach:
    """Return what `actor` can access at `level`. Empty for None; an API key's ceiling applies."""
    if actor is None or level > actor.ceiling:
        return Reach()
    inner = _entries(session, actor.principals, level)
    needed = needed_around(level)
    outer = inner if needed == level or not any(inner.values()) else _entries(session, actor.principals, needed)
    return Reach(actor.person_id, _passing(inner, outer))


def needed_around(level: Level) -> Level:
    """Return the level needed on an enclosing list to have `level` on the inner one: managing a restriction requires
    write access to its surroundings, no more."""
    return min(level, Level.WRITE)


def open_lists(session: Session) -> frozenset[int]:
    """Return the access lists that every signed-in person can read."""
    entries = _entries(session, (MEMBERS,), Level.READ)
    return _passing(entries, entries)


def level_of(session: Session, actor: Actor, thing: Guarded) -> Level | None:
    """Return the highest level `actor` has on `thing`, or None."""
    if getattr(thing, "owner_id", None) == actor.person_id:
        return actor.ceiling
    held, around = _entry(session, actor, thing.acl_id)
    while held is not None and around is not None:
        outer, around = _entry(session, actor, around)
        held = None if outer is None else held if outer >= Level.WRITE else min(held, outer)
    return None if held is None else min(held, actor.ceiling)


def _entries(session: Session, principals: Collection[str], level: Level) -> dict[int, int | None]:
    """Return the lists that grant one of `principals` this level, each with its enclosing list."""
    found = session.execute(_ENTRIES, {"principals": list(principals), "level": level})
    return {acl_id: around for acl_id, around in found}


def _passing(inner: Mapping[int, int | None], outer: Mapping[int, int | None]) -> frozenset[int]:
    """Return the lists in `inner` whose enclosing lists are all in `outer`."""

    def passes(around: int | None) -> bool:
        while around is not None:
            if around not in outer:
                return False
            around = outer[around]
        return True

    return frozenset(id for id, around in inner.items() if passes(around))


def _entry(session: Session, actor: Actor, acl_id: int) -> tuple[Level | None, int | None]:
    """Return the highest level granted by this list alone, and its enclosing list."""
    row = session.execute(_ENTRY, {"principals": list(actor.principals), "acl_id": acl_id}).first()
    if row is None:
        return None, None
    return (None if row[0] is None else Level(row[0])), row[1]


def require(session: Session, actor: Actor, thing: Guarded, level: Level) -> None:
    """Raise NotFound if `thing` is hidden from `actor`, Forbidden if it is readable but the level is too low."""
    held = level_of(session, actor, thing)
    if held is None:
        raise NotFound(N_("This does not exist, or is not visible to you."))
    if held < level:
        raise Forbidden(N_("You can read this, but not change it."))


def require_admin(actor: Actor) -> None:
    """Raise Forbidden unless `actor` is an administrator."""
    if not actor.is_admin:
        raise Forbidden(N_("Only administrators can do this."))


def require_people_role(actor: Actor) -> None:
    """Raise Forbidden unless `actor` is an administrator or has the people role."""
    if not actor.may_manage_people:
        raise Forbidden(N_("Only administrators and those who manage people can do this."))
