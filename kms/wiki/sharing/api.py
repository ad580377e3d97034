"""Sharing of spaces and pages, and access requests, over the API."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kms.access.policy import Level
from kms.api.routes import Answer, me, sent
from kms.core.bodies import Body, declare, line
from kms.core.inputs import Fields
from kms.sharing import access_api
from kms.sharing.access_api import AccessJson, AccessWrite, EffectJson
from kms.web.identity import my_reach
from kms.web.transaction import reading, writing
from kms.wiki.api_routes import routes
from kms.wiki.pages import queries
from kms.wiki.sharing import access_requests, restricting
from kms.wiki.sharing.service import SharedPage, SharedSpace

_GIVEN = ("read", "write")


@dataclass(frozen=True)
class ClosedJson:
    """A space that can be requested.

    `state` is open, waiting or declined; `answer` is what a manager wrote.
    """

    slug: str
    name: str
    state: str
    answer: str


@dataclass(frozen=True)
class ClosedList:
    """The spaces that can be requested."""

    items: list[ClosedJson]


@dataclass(frozen=True)
class RequestWrite(Body):
    """Why access is needed, in a line."""

    note: str = line(access_requests.NOTE)


@dataclass(frozen=True)
class RequestJson:
    """A request waiting for an answer."""

    id: int
    person: str
    note: str
    created_at: datetime


@dataclass(frozen=True)
class RequestList:
    """The requests for a space, oldest first."""

    items: list[RequestJson]


def _given_level() -> Any:
    """The level that is given; None declines."""

    def read(sent: Fields, key: str) -> Level | None:
        return access_api.LEVELS[sent.one_of(key, _GIVEN, "read")] if sent.source.get(key) is not None else None

    return declare(read, {"anyOf": [{"type": "string", "enum": list(_GIVEN)}, {"type": "null"}]})


@dataclass(frozen=True)
class AnswerWrite(Body):
    """The answer to a request: `level` is read or write, null declines; `word` is shown to the requester."""

    level: Level | None = _given_level()
    word: str = line(access_requests.NOTE)


@routes.operation("GET", "/spaces/<slug>/access", who="read", gives=AccessJson)
def get_space_access(slug: str) -> AccessJson:
    """Get who has access to a space."""
    return access_api.read(queries.get_space(reading(), my_reach(), slug).acl_id)


@routes.operation("PUT", "/spaces/<slug>/access", who="write", takes=AccessWrite, gives=EffectJson)
def put_space_access(slug: str) -> EffectJson:
    """Change who has access to a space.

    With `dry_run` it only reports who would gain or lose access.
    """
    return access_api.change(SharedSpace(me(), slug))


@routes.operation("GET", "/pages/<int:page_id>/access", who="read", gives=AccessJson)
def get_page_access(page_id: int) -> AccessJson:
    """Get who has access to a page.

    The grants are those of its own restriction, or of what the page is in.
    """
    page = queries.get_page(reading(), my_reach(), page_id)
    guards = restricting.guards_of(reading(), page.id, page.acl_id, page.path)
    return access_api.read(page.acl_id, narrowed=guards.is_own)


@routes.operation("PUT", "/pages/<int:page_id>/access", who="write", takes=AccessWrite, gives=EffectJson)
def put_page_access(page_id: int) -> EffectJson:
    """Restrict a page and everything below it, or lift the restriction.

    With `dry_run` it only reports who would gain or lose access.
    """
    return access_api.change(SharedPage(me(), page_id))


@routes.operation("GET", "/spaces-on-request", who="read", gives=ClosedList)
def list_closed_spaces() -> ClosedList:
    """List the spaces that the caller cannot read but can request."""
    found = access_requests.closed_spaces(reading(), my_reach())
    return ClosedList([ClosedJson(row.slug, row.name, _state(row), row.answer) for row in found])


def _state(row: access_requests.ClosedSpace) -> str:
    return "waiting" if row.is_waiting else "declined" if row.is_declined else "open"


@routes.operation("POST", "/spaces/<slug>/requests", who="write", takes=RequestWrite, status=(204,))
def post_request(slug: str) -> Answer:
    """Request access to a space."""
    access_requests.ask(writing(), me(), slug, sent(RequestWrite).note)
    return Answer(None, 204)


@routes.operation("GET", "/spaces/<slug>/requests", who="read", gives=RequestList)
def list_requests(slug: str) -> RequestList:
    """List the open requests for a space, for its managers.

    Deputies of a manager who can read the space may list them too.
    """
    space, _ = access_requests.get_answered(reading(), me(), slug)
    rows = access_requests.waiting(reading(), space.id)
    return RequestList([RequestJson(row.id, row.user_name, row.note, row.created_at) for row in rows])


@routes.operation("PUT", "/spaces/<slug>/requests/<int:request_id>", who="write", takes=AnswerWrite, status=(204,))
def put_answer(slug: str, request_id: int) -> Answer:
    """Answer a request: grant read or write access, or decline."""
    wanted = sent(AnswerWrite)
    access_requests.answer(writing(), me(), slug, request_id, wanted.level, wanted.word)
    return Answer(None, 204)
