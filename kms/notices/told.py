"""What the person who asks is told, for pages and programs alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from flask import current_app

from kms.core.documents import Hit
from kms.notices import queries, sight
from kms.notices.queries import NoticeRow
from kms.notices.sight import Thing, Things
from kms.web.identity import actor, my_reach
from kms.web.transaction import reading


@dataclass(frozen=True)
class Told:
    """A thing with what happened to it; `is_read` where none of it is new."""

    hit: Hit
    rows: Sequence[NoticeRow]
    is_read: bool


def things() -> Things:
    """What notices can be about."""
    return cast(Things, current_app.extensions["kms.things"])


def told() -> list[Told]:
    """The notices of the person who asks, by the thing they are about: what has news first, then the latest."""
    rows = queries.list_notices(reading(), actor().person_id)
    found = sight.hits(reading(), things(), my_reach(), [row.about for row in rows])
    return _grouped(rows, found)


def _grouped(rows: Sequence[NoticeRow], found: Mapping[Thing, Hit]) -> list[Told]:
    return [
        Told(found[about], here, all(row.is_read for row in here))
        for about in dict.fromkeys(row.about for row in rows if row.about in found)
        for here in ([row for row in rows if row.about == about],)
    ]
