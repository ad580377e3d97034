"""What one person can get at, as plain data: the single rule "the owner, or whoever the access list lets in"."""

from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, false, or_


class Guarded(Protocol):
    """A thing with an access list and perhaps an owner."""

    @property
    def acl_id(self) -> int: ...


@dataclass(frozen=True)
class Reach:
    """What they own (`owner_id`) and what these access lists guard; an empty reach sees nothing.

    Computed once a request by `access.policy.reach`. `covers` answers for an object, `where` is the same
    condition in SQL, `search.index` spells it a third time; a property test holds the three together.
    """

    owner_id: int | None = None
    acl_ids: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.owner_id is not None or bool(self.acl_ids)

    def covers(self, thing: Guarded) -> bool:
        """Whether this reach takes in `thing`."""
        owner = getattr(thing, "owner_id", None)
        return (self.owner_id is not None and owner == self.owner_id) or thing.acl_id in self.acl_ids

    def where(self, model: Any) -> ColumnElement[bool]:
        """The same condition for a select over `model` (a mapped class or alias with `acl_id`)."""
        conditions: list[ColumnElement[bool]] = []
        if self.acl_ids:
            conditions.append(model.acl_id.in_(sorted(self.acl_ids)))
        if self.owner_id is not None and hasattr(model, "owner_id"):
            conditions.append(model.owner_id == self.owner_id)
        return or_(*conditions) if conditions else false()
