"""What the person who asks is told, for pages and programs alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from flask import current_app

from kms.core.search_sources import SearchHit
from kms.notifications import queries, visibility
from kms.notifications.queries import NotificationRow
from kms.notifications.visibility import Thing, Things
from kms.web.identity import actor, my_reach
from kms.web.transaction import reading


@dataclass(frozen=True)
class InboxEntry:
    """A thing with what happened to it; `is_read` where none of it is new."""

    hit: SearchHit
    rows: Sequence[NotificationRow]
    is_read: bool


def targets() -> Things:
    """What notices can be about."""
    return cast(Things, current_app.extensions["kms.things"])


def inbox_entries() -> list[InboxEntry]:
    """The notices of the person who asks, by the thing they are about: what has news first, then the latest."""
    rows = queries.list_notices(reading(), actor().person_id)
    found = visibility.hits(reading(), targets(), my_reach(), [row.about for row in rows])
    return _grouped(rows, found)


def _grouped(rows: Sequence[NotificationRow], found: Mapping[Thing, SearchHit]) -> list[InboxEntry]:
    return [
        InboxEntry(found[about], here, all(row.is_read for row in here))
        for about in dict.fromkeys(row.about for row in rows if row.about in found)
        for here in ([row for row in rows if row.about == about],)
    ]
