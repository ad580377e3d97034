"""Announcements in the API."""

from dataclasses import dataclass
from datetime import datetime

from kms.announcements import queries, service
from kms.announcements.inputs import AnnouncementInput
from kms.api.routes import Answer, ApiRoutes, me, sent
from kms.web.transaction import reading, writing

routes = ApiRoutes("announcements_api", __name__)
PART = "announcements"


@dataclass(frozen=True)
class AnnouncementJson:
    """An announcement; `group` is empty if it is for everyone."""

    id: int
    text: str
    is_warning: bool
    group: str
    by: str
    created_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class AnnouncementList:
    """The announcements shown to the caller, newest first."""

    items: list[AnnouncementJson]


@routes.operation("GET", "/announcements", who="read", gives=AnnouncementList, part=PART)
def list_announcements() -> AnnouncementList:
    """List the announcements shown to the caller."""
    rows = queries.current(reading(), me())
    return AnnouncementList([AnnouncementJson(**vars(row)) for row in rows])


@routes.operation(
    "POST", "/announcements", who="write", takes=AnnouncementInput, gives=AnnouncementJson, status=(201,), part=PART
)
def announce() -> Answer:
    """Publish an announcement."""
    actor = me()
    draft = sent(AnnouncementInput).draft(sorted(actor.leads), everyone=actor.is_admin)
    row = service.announce(writing(), actor, draft)
    shown = next(shown for shown in queries.managed(writing(), actor) if shown.id == row.id)
    return Answer(AnnouncementJson(**vars(shown)), 201)


@routes.operation("DELETE", "/announcements/<int:announcement_id>", who="write", status=(204,), part=PART)
def take_back(announcement_id: int) -> Answer:
    """Withdraw an announcement."""
    service.take_back(writing(), me(), announcement_id)
    return Answer(None, 204)
