"""Access requests for a group's spaces, shown on the group's page to those who may answer them."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.access.models import Grant
from kms.access.policy import Actor, reach
from kms.accounts.groups.requests import GroupRequest, register
from kms.core.text import N_
from kms.wiki.models import Space
from kms.wiki.sharing import access_requests


class SpaceRequests:
    """Open access requests for spaces the group is part of, which the actor may answer."""

    def requests(self, session: Session, actor: Actor, group_id: int) -> list[GroupRequest]:
        """The requests, oldest first in each space."""
        readable = reach(session, actor)
        shared = select(Grant.acl_id).where(Grant.principal == f"group:{group_id}")
        query = select(Space).where(readable.where(Space), Space.acl_id.in_(shared)).order_by(Space.id)
        answered = (space for space in session.scalars(query) if access_requests.most_given(session, actor, space))
        return [_request(space, row) for space in answered for row in access_requests.waiting(session, space.id)]


def _request(space: Space, row: access_requests.WaitingRequest) -> GroupRequest:
    address = f"/spaces/{space.slug}/requests/{row.id}"
    return GroupRequest(
        row.name or row.user_name,
        N_("asks for access to the space “%(name)s”", name=space.name),
        row.note,
        row.created_at,
        f"{address}?step=let_in",
        f"{address}?step=decline",
        N_("Let read"),
    )


register(SpaceRequests())
