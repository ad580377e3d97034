"""The protocol of shareable objects, and its values: the current state of sharing and the requested change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol, Self

from sqlalchemy.orm import Session

from kms.access.policy import Level
from kms.sharing.effective_access import Grants


@dataclass(frozen=True)
class SharingState:
    """The current sharing of an object: its grants, the enclosing lists (innermost first), and its owner.

    `narrowed` is None for objects that always have their own list; for a page it tells whether it has one, and if not,
    `grants` are the initial ones. `staying` are the principals that must keep managing it.
    """

    grants: Grants
    around: tuple[int, ...] = ()
    owner_id: int | None = None
    narrowed: bool | None = None
    levels: tuple[Level, ...] = tuple(Level)
    staying: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SharingChange:
    """The requested sharing; `seen` is the state it was based on, `leave` confirms that the actor gives up their
    access."""

    grants: Mapping[str, Level]
    narrowed: bool | None = None
    seen: str = ""
    leave: bool = False

    def with_line(self, principal: str, level: Level) -> Self:
        """Return the same change with this grant added."""
        return replace(self, grants={**self.grants, principal: level}, narrowed=None if self.narrowed is None else True)


class Shareable(Protocol):
    """A space, page or bookmark: anything with an access list that people can change; the interface of forms and
    API."""

    def state(self, session: Session) -> SharingState:
        """Return the current sharing. Raises NotFound, or Forbidden if the actor may not change it."""
        ...

    def apply(self, session: Session, change: SharingChange) -> None:
        """Apply the change. Raises what `kms.sharing.service.check` raises."""
        ...
