"""Change who can read and edit something: resolve the change, validate it, and determine who gains or loses access."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from kms.access.policy import MEMBERS, Actor, Level, needed_around
from kms.access.service import grants_of
from kms.accounts import queries
from kms.core.errors import Conflict, Invalid
from kms.core.text import N_
from kms.sharing import effective_access
from kms.sharing.effective_access import Grants
from kms.sharing.shareable import SharingChange, SharingState

SHOWN = 6
"""At most this many names of those who gain or lose access are listed; the rest is a number."""
MOST_LINES = 100


@dataclass(frozen=True)
class PeopleNames:
    """The number of people, and the names of the first."""

    count: int = 0
    first: tuple[str, ...] = ()

    @property
    def more(self) -> int:
        return self.count - len(self.first)


@dataclass(frozen=True)
class SharingDiff:
    """The effect of a change on people: who can read, and who can edit among those who could read before and after."""

    gain: PeopleNames = field(default_factory=PeopleNames)
    lose: PeopleNames = field(default_factory=PeopleNames)
    gain_edit: PeopleNames = field(default_factory=PeopleNames)
    lose_edit: PeopleNames = field(default_factory=PeopleNames)
    readers: frozenset[int] = frozenset()
    me: bool = False
    """Whether the actor gives up their own access."""

    def __bool__(self) -> bool:
        return any(names.count for names in (self.gain, self.lose, self.gain_edit, self.lose_edit))


def state_of(session: Session, state: SharingState) -> str:
    """Return a short text that identifies the state of the lists: a change is based on the state it was shown with."""
    lists = [state.grants, *(grants_of(session, acl_id) for acl_id in state.around)]
    words = repr((state.narrowed, state.around, [sorted(lines.items()) for lines in lists]))
    return hashlib.sha256(words.encode()).hexdigest()[:24]


def unchanged(session: Session, state: SharingState) -> SharingChange:
    """Return the change that changes nothing, based on this state."""
    return SharingChange(state.grants, state.narrowed, state_of(session, state))


def diff_of(session: Session, actor: Actor, state: SharingState, change: SharingChange) -> SharingDiff:
    """Return who gains and who loses access by the change."""
    return diff_between(
        session,
        actor,
        _people(session, state, SharingChange(state.grants, state.narrowed)),
        _people(session, state, change),
    )


People = Mapping[Level, set[int]]


def diff_between(session: Session, actor: Actor, before: People, after: People) -> SharingDiff:
    """Return the difference of two states, with names."""
    read, edit = Level.READ, Level.WRITE
    stay = before[read] & after[read]
    return SharingDiff(
        names_of(session, after[read] - before[read]),
        names_of(session, before[read] - after[read]),
        names_of(session, (after[edit] - before[edit]) & stay),
        names_of(session, (before[edit] - after[edit]) & stay),
        frozenset(after[read]),
        any(actor.person_id in before[level] - after[level] for level in (read, edit)),
    )


def people_by_level(session: Session, acl_id: int, around: Iterable[int]) -> People:
    """Return whom a nested list grants access, by level."""
    grants, outer = grants_of(session, acl_id), list(around)
    return {level: effective_access.people_through(session, grants, outer, level) for level in Level}


def _people(session: Session, state: SharingState, change: SharingChange) -> People:
    owner = {state.owner_id} if state.owner_id is not None else set()
    if change.narrowed is False:
        return people_by_level(session, state.around[0], state.around[1:])
    return {
        level: effective_access.people_through(session, change.grants, state.around, level) | owner for level in Level
    }


def names_of(session: Session, ids: set[int]) -> PeopleNames:
    """Return how many of these people can sign in, and the names of the first."""
    people = sorted(queries.colleagues(session, ids).values(), key=lambda person: person[1].casefold())
    return PeopleNames(len(people), tuple(name for _, name, _ in people[:SHOWN]))


def check(session: Session, actor: Actor, state: SharingState, change: SharingChange) -> None:
    """Raise Invalid if the change is not allowed; Conflict if the lists changed since they were shown. Nobody may share
    an object with a group they are not in, with nobody, or beyond what contains it; someone must keep managing it, and
    people must confirm giving up their own access."""
    if change.seen and change.seen != state_of(session, state):
        raise Conflict(N_("Somebody changed the access meanwhile. Please look at it again."))
    if change.narrowed is not False:
        _check_lines(session, actor, state, change.grants)
    people = _people(session, state, change)
    if state.owner_id is None and not people[Level.MANAGE] and change.narrowed is not False:
        raise Invalid({"lines": N_("Somebody must be able to manage it. Let at least one person.")})
    if diff_of(session, actor, state, change).me and not change.leave:
        raise Invalid({"leave": N_("You would lose access yourself. Tick this if that is meant.")})


def _check_lines(session: Session, actor: Actor, state: SharingState, grants: Grants) -> None:
    if len(grants) > MOST_LINES:
        raise Invalid({"lines": N_("At most %(n)s are allowed.", n=MOST_LINES)})
    if not all(level in state.levels or state.grants.get(name) == level for name, level in grants.items()):
        raise Invalid({"lines": N_("Please choose one of the values offered.")})
    for principal in grants:
        if principal not in state.grants:
            check_line(session, actor, state, principal)
    if not all(grants.get(name) == Level.MANAGE for name in state.staying):
        raise Invalid({"lines": N_("Those who manage what it stands in go on managing it.")})


def check_line(session: Session, actor: Actor, state: SharingState, principal: str) -> None:
    """Raise Invalid if the actor may not add that person or group."""
    kind, _, id = principal.partition(":")
    if kind in ("group", "lead") and not actor.is_admin and int(id) not in actor.groups:
        raise Invalid({"add": N_("You can only choose groups you belong to.")})
    people = effective_access.of_principal(session, principal)
    if (
        not people
        and principal != MEMBERS
        and not (kind == "group" and effective_access.group_names(session, [principal]))
    ):
        raise Invalid({"add": N_("There is nobody of this name.")})
    for acl_id in state.around:
        people &= effective_access.people_with(session, grants_of(session, acl_id), needed_around(Level.READ))
        if not people:
            raise Invalid(
                {
                    "add": N_(
                        "They cannot read what this stands in, so it cannot be opened to them alone. "
                        "Share the space or the page above first, or move this to a space that they can read."
                    )
                }
            )


def find_principal(session: Session, actor: Actor, typed: str) -> str:
    """Resolve "Ben Acker (ben)", "ben", "Ben Acker" or a group's name to a principal. Raises Invalid."""
    words = typed.strip()
    group = queries.find_group(session, words)
    if group is not None and (actor.is_admin or group.id in actor.groups):
        return f"group:{group.id}"
    inner = words[words.rfind("(") + 1 : -1] if words.endswith(")") else words
    person = queries.find_person(session, inner) or queries.find_person(session, words)
    found = [person.id] if person is not None and person.suspended_at is None else queries.find_by_name(session, words)
    if not words or not found:
        raise Invalid({"add": N_("There is nobody of this name, and none of your groups is called so.")})
    if len(found) > 1:
        raise Invalid({"add": N_("Several people are called so. Please give the user name.")})
    return f"user:{found[0]}"


def complete(session: Session, actor: Actor, typed: str, limit: int = 8) -> list[str]:
    """Return completions: the actor's groups and everyone who can sign in, by name prefix."""
    groups = queries.list_groups(session, actor.groups) if actor.groups else []
    begun = [group.name for group in groups if group.name.casefold().startswith(typed.casefold())]
    return [*begun, *queries.begun_names(session, typed, limit)][:limit]
