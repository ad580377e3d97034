"""The one access rule: "the owner, or whoever the access list lets in"; read through `reach`, check with `require`."""

from dataclasses import dataclass, field
from enum import IntEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.access.models import Grant
from kms.core.errors import Forbidden, NotFound
from kms.core.reach import Guarded, Reach
from kms.core.text import N_

MEMBERS = "members"


class Level(IntEnum):
    """What one may do; each level holds those below it."""

    READ = 1
    WRITE = 2
    MANAGE = 3


@dataclass(frozen=True)
class Actor:
    """Who asks: a person with the principals they answer to, and a ceiling that a key's scope puts on their level."""

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
        """Administrators, and those who have the people role."""
        return self.is_admin or self.manages_people

    @property
    def principals(self) -> tuple[str, ...]:
        """The names under which access lists may let this person in."""
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
    """What `actor` can get at with `level`; nobody reaches nothing, a key's ceiling is kept."""
    if actor is None or level > actor.ceiling:
        return Reach()
    query = select(Grant.acl_id).where(Grant.principal.in_(actor.principals), Grant.level >= level)
    return Reach(actor.person_id, frozenset(session.scalars(query)))


def open_lists(session: Session) -> frozenset[int]:
    """The access lists that let everybody who is signed in read."""
    return frozenset(session.scalars(select(Grant.acl_id).where(Grant.principal == MEMBERS)))


def level_of(session: Session, actor: Actor, thing: Guarded) -> Level | None:
    """The highest level `actor` has on `thing`, None for none at all."""
    if getattr(thing, "owner_id", None) == actor.person_id:
        return actor.ceiling
    query = (
        select(Grant.level)
        .where(Grant.acl_id == thing.acl_id, Grant.principal.in_(actor.principals))
        .order_by(Grant.level.desc())
    )
    found = session.scalars(query).first()
    return None if found is None else min(Level(found), actor.ceiling)


def require(session: Session, actor: Actor, thing: Guarded, level: Level) -> None:
    """Raise NotFound where `thing` is hidden from `actor`, Forbidden where it is readable but not enough."""
    held = level_of(session, actor, thing)
    if held is None:
        raise NotFound(N_("This does not exist, or is not visible to you."))
    if held < level:
        raise Forbidden(N_("You can read this, but not change it."))
