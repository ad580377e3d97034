"""The audit log in the API: for administrators, and of a group for its leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kms.api.routes import ApiRoutes, me
from kms.audit import queries
from kms.web.i18n import say
from kms.web.request_data import number
from kms.web.transaction import reading

routes = ApiRoutes("audit_api", __name__)


@dataclass(frozen=True)
class DeedJson:
    """An audit log entry: who did what, in the requested language.
    `by` is empty if the person is gone; `by_server` marks a command on the server."""

    id: int
    at: datetime
    by: str
    what: str
    by_server: bool


@dataclass(frozen=True)
class DeedList:
    """At most a hundred audit log entries, newest first; pass the last id as `before` for the next page."""

    items: list[DeedJson]


@routes.operation("GET", "/journal", who="read", gives=DeedList, query=("before",))
def list_deeds() -> DeedList:
    """List what administrators, the people role and leads did in the last year; for administrators."""
    return _list(queries.list_entries(reading(), me(), number("before")))


@routes.operation("GET", "/me/changes", who="read", gives=DeedList, query=("before",))
def list_own_changes() -> DeedList:
    """List what others changed about the caller's account in the last year; for the caller only."""
    return _list(queries.own_entries(reading(), me(), number("before")))


@routes.operation("GET", "/groups/<int:group_id>/changes", who="read", gives=DeedList, query=("before",))
def list_changes(group_id: int) -> DeedList:
    """List the membership changes of a group; for its leads and administrators."""
    return _list(queries.entries_in_group(reading(), me(), group_id, number("before")))


def _list(found: Sequence[queries.AuditLine]) -> DeedList:
    return DeedList([DeedJson(entry.id, entry.at, entry.by, say(entry.what), entry.by_server) for entry in found])
