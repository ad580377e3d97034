"""Notices and subscriptions over the API."""

from dataclasses import dataclass
from datetime import datetime

from kms.api.routes import Answer, ApiRoutes, me, sent
from kms.core.bodies import Body, line, one_of
from kms.notifications import service, subscriptions
from kms.notifications.emails import line_of
from kms.notifications.visibility import spot
from kms.notifications.web.inbox import inbox_entries, targets
from kms.web.i18n import choose_language
from kms.web.transaction import reading, writing

routes = ApiRoutes("notifications_api", __name__)


@dataclass(frozen=True)
class NoticeJson:
    """One thing that happened; `url` is where, `kind` and `id` name the thing as in the search."""

    id: int
    kind: str
    about_kind: str
    about_id: int
    title: str
    url: str
    by: str
    text: str
    note: str
    count: int
    at: datetime
    read: bool


@dataclass(frozen=True)
class NoticeList:
    """One's own notices, what is new first."""

    items: list[NoticeJson]


@dataclass(frozen=True)
class SubscriptionJson:
    """What one is told of: `kind` is page, tree (a page and all below it), space or tag."""

    kind: str
    id: int
    title: str
    url: str


@dataclass(frozen=True)
class SubscriptionList:
    """One's own subscriptions, the latest first."""

    items: list[SubscriptionJson]


@dataclass(frozen=True)
class SubscriptionInput(Body):
    """What to be told of: `target` is an id; for a tag its name."""

    kind: str = one_of(tuple(subscriptions.LABELS), "")
    target: str = line(100, required=True)


@routes.operation("GET", "/notices", who="read", gives=NoticeList)
def list_notices() -> NoticeList:
    """One's own notices about what one can see, those not read first."""
    return NoticeList(
        [
            NoticeJson(
                row.id,
                row.kind,
                *row.about,
                title=item.hit.title,
                url=spot(item.hit.url, row.place),
                by=row.who,
                text=line_of(row, choose_language()),
                note=row.note,
                count=row.count,
                at=row.updated_at,
                read=row.is_read,
            )
            for item in inbox_entries()
            for row in item.rows
        ]
    )


@routes.operation("POST", "/notices/read", who="write", status=(204,))
def read_notices() -> Answer:
    """Note that all one's notices are read."""
    service.read_all(writing(), me())
    return Answer(None, 204)


@routes.operation("GET", "/subscriptions", who="read", gives=SubscriptionList)
def list_subscriptions() -> SubscriptionList:
    """One's own subscriptions."""
    rows = subscriptions.list_rows(reading(), me(), targets())
    return SubscriptionList([SubscriptionJson(row.kind, row.target_id, row.title, row.url) for row in rows])


@routes.operation("POST", "/subscriptions", who="write", takes=SubscriptionInput, status=(204,))
def subscribe() -> Answer:
    """Subscribe to a page, to a page and all below it, to a space, or to a tag."""
    wanted = sent(SubscriptionInput)
    subscriptions.subscribe(writing(), me(), targets(), wanted.kind, wanted.target)
    return Answer(None, 204)


@routes.operation("DELETE", "/subscriptions/<kind>/<int:target_id>", who="write", status=(204,))
def end_subscription(kind: str, target_id: int) -> Answer:
    """End a subscription."""
    subscriptions.end(writing(), me(), kind, target_id)
    return Answer(None, 204)
