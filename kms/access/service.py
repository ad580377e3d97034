"""Create and change access lists; nobody can grant what they do not have."""

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from kms.access.models import AccessList, Grant
from kms.access.policy import MEMBERS, Actor, Level
from kms.core.errors import Invalid
from kms.core.text import N_

PRIVATE = "private"


def audience_list(session: Session, audience: str) -> int:
    """Return the id of the shared list for `audience`: "private", "members", or space-separated group principals."""
    found = session.scalar(select(AccessList.id).where(AccessList.audience == audience))
    if found is not None:
        return found
    row = AccessList(audience=audience)
    session.add(row)
    session.flush()
    principals = () if audience == PRIVATE else audience.split(" ")
    session.add_all(Grant(acl_id=row.id, principal=p, level=Level.READ) for p in principals)
    session.flush()
    return row.id


def own_list(session: Session, grants: Mapping[str, Level], within_id: int | None = None) -> int:
    """Create a list for a single object with these grants and return its id; `within_id` is the list it narrows."""
    row = AccessList(within_id=within_id)
    session.add(row)
    session.flush()
    set_grants(session, row.id, grants)
    return row.id


def put_within(session: Session, acl_ids: Iterable[int], old_id: int, new_id: int) -> None:
    """Move those of `acl_ids` that are nested in the list `old_id` to the list `new_id`."""
    mine = AccessList.id.in_(sorted(set(acl_ids))), AccessList.within_id == old_id
    session.execute(
        update(AccessList).where(*mine).values(within_id=new_id).execution_options(synchronize_session=False)
    )


def drop_list(session: Session, acl_id: int) -> None:
    """Delete a list that is no longer referenced."""
    session.execute(delete(Grant).where(Grant.acl_id == acl_id))
    session.execute(delete(AccessList).where(AccessList.id == acl_id))


def lists_around(session: Session, acl_id: int) -> list[int]:
    """Return the enclosing lists that must grant access as well, innermost first."""
    found: list[int] = []
    around = _around(session, acl_id)
    while around is not None and around not in found:
        found.append(around)
        around = _around(session, around)
    return found


def _around(session: Session, acl_id: int) -> int | None:
    return session.scalar(select(AccessList.within_id).where(AccessList.id == acl_id))


def set_grants(session: Session, acl_id: int, grants: Mapping[str, Level]) -> None:
    """Replace all grants of the list with `grants`."""
    session.execute(delete(Grant).where(Grant.acl_id == acl_id))
    session.add_all(Grant(acl_id=acl_id, principal=p, level=level) for p, level in grants.items())
    session.flush()


def grants_of(session: Session, acl_id: int) -> dict[str, Level]:
    """Return the grants of a list."""
    rows = session.execute(select(Grant.principal, Grant.level).where(Grant.acl_id == acl_id))
    return {principal: Level(level) for principal, level in rows}


def require_known_groups(actor: Actor, groups: Iterable[int]) -> None:
    """Raise Invalid if `actor` would share something with a group they do not belong to."""
    if not actor.is_admin and not set(groups) <= set(actor.groups):
        raise Invalid({"access": N_("You can only choose groups you belong to.")})


def space_grants(actor_id: int, audience: str) -> dict[str, Level]:
    """Return a new space's grants: everyone or groups write, their leads and the creator manage; private: the
    creator."""
    grants = {f"user:{actor_id}": Level.MANAGE}
    if audience == MEMBERS:
        grants[MEMBERS] = Level.WRITE
    elif audience != PRIVATE:
        for principal in audience.split(" "):
            grants[principal] = Level.WRITE
            grants[principal.replace("group:", "lead:")] = Level.MANAGE
    return grants


def lists_of_group(session: Session, group_id: int) -> dict[int, Level]:
    """The access lists that name the group, with what its members may do."""
    query = select(Grant.acl_id, func.max(Grant.level)).where(Grant.principal == f"group:{group_id}")
    return {acl_id: Level(level) for acl_id, level in session.execute(query.group_by(Grant.acl_id))}
