"""Read queries for access lists."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kms.access.models import Grant
from kms.access.policy import Level


def lists_of_group(session: Session, group_id: int) -> dict[int, Level]:
    """Return the access lists that mention the group, with the level its members get."""
    query = select(Grant.acl_id, func.max(Grant.level)).where(Grant.principal == f"group:{group_id}")
    return {acl_id: Level(level) for acl_id, level in session.execute(query.group_by(Grant.acl_id))}
