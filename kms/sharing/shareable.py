"""What a thing implements to be shared, and the values that pass: how it is shared now, and how it shall be."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol, Self

from sqlalchemy.orm import Session

from kms.access.policy import Level
from kms.sharing.effective_access import Grants


@dataclass(frozen=True)
class SharingState:
    """Something that is shared: the lines of its list, the lists around it (the nearest first), and its owner.

    `narrowed` is None for what always has a list of its own; for a page it says whether it has one, and `grants` are
    then what it would begin with. `staying` are the principals that must keep managing it.
    """

    grants: Grants
    around: tuple[int, ...] = ()
    owner_id: int | None = None
    narrowed: bool | None = None
    levels: tuple[Level, ...] = tuple(Level)
    staying: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SharingChange:
    """How it shall be; `seen` is the state it was based on, `leave` says that one gives up one's own access."""

    grants: Mapping[str, Level]
    narrowed: bool | None = None
    seen: str = ""
    leave: bool = False

    def with_line(self, principal: str, level: Level) -> Self:
        """The same with this line more."""
        return replace(self, grants={**self.grants, principal: level}, narrowed=None if self.narrowed is None else True)


class Shareable(Protocol):
    """A space, a page, a bookmark: whatever has an access list that people change; forms and programs use only this."""

    def state(self, session: Session) -> SharingState:
        """How it is shared now. Raises NotFound, Forbidden where the actor may not change that."""
        ...

    def apply(self, session: Session, change: SharingChange) -> None:
        """Share it so. Raises what `kms.sharing.service.check` raises."""
        ...
