"""What one person can access, as plain data: the single rule "the owner, or anyone on the access list"."""

from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, false, or_


class Guarded(Protocol):
    """An object with an access list and optionally an owner."""

    @property
    def acl_id(self) -> int: ...


@dataclass(frozen=True)
class Reach:
    """Everything owned by `owner_id` or protected by one of these access lists; an empty reach matches nothing.
    Computed once per request by `kms.access.policy.reach`. `covers` is the condition for an object, `where` the same in
    SQL, and the search index implements it a third time; a property test keeps the three consistent."""

    owner_id: int | None = None
    acl_ids: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.owner_id is not None or bool(self.acl_ids)

    def covers(self, thing: Guarded) -> bool:
        """Whether this reach includes `thing`."""
        owner = getattr(thing, "owner_id", None)
        return (self.owner_id is not None and owner == self.owner_id) or thing.acl_id in self.acl_ids

    def where(self, model: Any) -> ColumnElement[bool]:
        """Return the same condition for a select over `model` (a mapped class or alias with `acl_id`)."""
        conditions: list[ColumnElement[bool]] = []
        if self.acl_ids:
            conditions.append(model.acl_id.in_(sorted(self.acl_ids)))
        if self.owner_id is not None and hasattr(model, "owner_id"):
            conditions.append(model.owner_id == self.owner_id)
        return or_(*conditions) if conditions else false()
