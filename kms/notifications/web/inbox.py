"""The notifications of the current person, for pages and API."""

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
    """A thing with what happened to it; `is_read` if nothing is new."""

    hit: SearchHit
    rows: Sequence[NotificationRow]
    is_read: bool


def targets() -> Things:
    """Return the sources of everything notifications can be about."""
    return cast(Things, current_app.extensions["kms.things"])


def inbox_entries() -> list[InboxEntry]:
    """Return the current person's notifications by subject: those with news first, then the latest."""
    rows = queries.list_notices(reading(), actor().person_id)
    found = visibility.hits(reading(), targets(), my_reach(), [row.about for row in rows])
    return _grouped(rows, found)


def _grouped(rows: Sequence[NotificationRow], found: Mapping[Thing, SearchHit]) -> list[InboxEntry]:
    return [
        InboxEntry(found[about], here, all(row.is_read for row in here))
        for about in dict.fromkeys(row.about for row in rows if row.about in found)
        for here in ([row for row in rows if row.about == about],)
    ]
