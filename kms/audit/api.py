"""The audit log over the API: for administrators, and of a group for its leads."""

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
    """Something done: by whom (empty: gone; `by_server`: a command on the server), what, in the language asked for."""

    id: int
    at: datetime
    by: str
    what: str
    by_server: bool


@dataclass(frozen=True)
class DeedList:
    """At most a hundred deeds, the newest first; `before` one's id leads on."""

    items: list[DeedJson]


@routes.operation("GET", "/journal", who="read", gives=DeedList, query=("before",))
def list_deeds() -> DeedList:
    """What administrators, the people role and leads did in the last year; for administrators."""
    return _list(queries.list_entries(reading(), me(), number("before")))


@routes.operation("GET", "/me/changes", who="read", gives=DeedList, query=("before",))
def list_own_changes() -> DeedList:
    """What others did with the account of the caller in the last year: for the caller alone."""
    return _list(queries.own_entries(reading(), me(), number("before")))


@routes.operation("GET", "/groups/<int:group_id>/changes", who="read", gives=DeedList, query=("before",))
def list_changes(group_id: int) -> DeedList:
    """Who let whom into a group and out of it; for its leads and administrators."""
    return _list(queries.entries_in_group(reading(), me(), group_id, number("before")))


def _list(found: Sequence[queries.AuditLine]) -> DeedList:
    return DeedList([DeedJson(deed.id, deed.at, deed.by, say(deed.what), deed.by_server) for deed in found])
