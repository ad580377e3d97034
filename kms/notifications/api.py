"""Notifications and subscriptions in the API."""

from dataclasses import dataclass
from datetime import datetime

from kms.api.routes import Answer, ApiRoutes, me, sent
from kms.core.bodies import Body, line, one_of
from kms.notifications import service, subscriptions
from kms.notifications.emails import line_of
from kms.notifications.visibility import anchored_url
from kms.notifications.web.inbox import inbox_entries, targets
from kms.web.i18n import choose_language
from kms.web.transaction import reading, writing

routes = ApiRoutes("notifications_api", __name__)


@dataclass(frozen=True)
class NoticeJson:
    """A notification; `url` is its target, `kind` and `id` identify the subject as in the search."""

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
    """The caller's notifications, unread first."""

    items: list[NoticeJson]


@dataclass(frozen=True)
class SubscriptionJson:
    """A subscription: `kind` is page, tree (a page and its descendants), space or tag."""

    kind: str
    id: int
    title: str
    url: str


@dataclass(frozen=True)
class SubscriptionList:
    """The caller's subscriptions, latest first."""

    items: list[SubscriptionJson]


@dataclass(frozen=True)
class SubscriptionInput(Body):
    """A new subscription: `target` is an id, or the name of a tag."""

    kind: str = one_of(tuple(subscriptions.LABELS), required=True)
    target: str = line(100, required=True)


@routes.operation("GET", "/notices", who="read", gives=NoticeList)
def list_notices() -> NoticeList:
    """List the caller's notifications about what they can see, unread first."""
    return NoticeList(
        [
            NoticeJson(
                row.id,
                row.kind,
                *row.about,
                title=item.hit.title,
                url=anchored_url(item.hit.url, row.place),
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
    """Mark all of the caller's notifications as read."""
    service.read_all(writing(), me())
    return Answer(None, 204)


@routes.operation("GET", "/subscriptions", who="read", gives=SubscriptionList)
def list_subscriptions() -> SubscriptionList:
    """List the caller's subscriptions."""
    rows = subscriptions.list_rows(reading(), me(), targets())
    return SubscriptionList([SubscriptionJson(row.kind, row.target_id, row.title, row.url) for row in rows])


@routes.operation("POST", "/subscriptions", who="write", takes=SubscriptionInput, status=(204,))
def subscribe() -> Answer:
    """Subscribe to a page, to a page and its descendants, to a space, or to a tag."""
    wanted = sent(SubscriptionInput)
    subscriptions.subscribe(writing(), me(), targets(), wanted.kind, wanted.target)
    return Answer(None, 204)


@routes.operation("DELETE", "/subscriptions/<kind>/<int:target_id>", who="write", status=(204,))
def end_subscription(kind: str, target_id: int) -> Answer:
    """End a subscription."""
    subscriptions.end(writing(), me(), kind, target_id)
    return Answer(None, 204)
