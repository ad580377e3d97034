"""Requests that a group decides on: one list on its page, collected from all slices."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from kms.access.policy import Actor
from kms.core.text import Message


@dataclass(frozen=True)
class GroupRequest:
    """A person's request. `accept` and `decline` are URLs that accept an empty POST form."""

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
        """Return the open requests of this group that `actor` may decide, oldest first."""
        ...


SOURCES: list[RequestSource] = []


def register(source: RequestSource) -> None:
    """Register a kind of request; once, at import time."""
    SOURCES.append(source)


def requests_of(session: Session, actor: Actor, group_id: int) -> list[GroupRequest]:
    """Return all open requests of the group that `actor` may decide, oldest first."""
    found = [request for source in SOURCES for request in source.requests(session, actor, group_id)]
    return sorted(found, key=lambda request: request.since)
