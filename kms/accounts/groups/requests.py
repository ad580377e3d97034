"""Requests that a group decides about: one list on its page, whatever slice they come from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from kms.access.policy import Actor
from kms.core.text import Message


@dataclass(frozen=True)
class GroupRequest:
    """Somebody asks for something. `accept` and `decline` are addresses that take an empty form."""

    who: str
    what: Message
    note: str
    since: datetime
    accept: str
    decline: str
    accept_label: Message


class RequestSource(Protocol):
    """A kind of request."""

    def requests(self, session: Session, actor: Actor, group_id: int) -> list[GroupRequest]:
        """The open requests of this group that `actor` may decide, the oldest first."""
        ...


SOURCES: list[RequestSource] = []


def register(source: RequestSource) -> None:
    """Make a kind of request known; at import, once."""
    SOURCES.append(source)


def requests_of(session: Session, actor: Actor, group_id: int) -> list[GroupRequest]:
    """All open requests of the group that `actor` may decide, the oldest first."""
    found = [request for source in SOURCES for request in source.requests(session, actor, group_id)]
    return sorted(found, key=lambda request: request.since)
