"""The JSON API: blueprints whose routes declare scope and shapes, from which the OpenAPI document is generated."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

import orjson
from flask import Blueprint, Flask, Response, request

from kms.access.policy import Actor, Level
from kms.core.bodies import Body
from kms.core.errors import Forbidden, Unauthenticated, Unreadable
from kms.core.text import N_
from kms.web import identity
from kms.web.routes import allow, require_part

View = Callable[..., Any]
B = TypeVar("B", bound=Body)
JSON_BYTES = 1_000_000
_SCOPES = {"read": Level.READ, "write": Level.WRITE}


@dataclass(frozen=True)
class Operation:
    """What the OpenAPI document says about one route."""

    method: str
    rule: str
    endpoint: str
    who: str
    summary: str
    takes: type[Body] | None
    gives: type | None
    query: tuple[str, ...]
    status: tuple[int, ...]
    conflict: type | None


OPERATIONS: list[Operation] = []


@dataclass(frozen=True)
class Answer:
    """A body with a status other than 200."""

    body: Any
    status: int = 200


class ApiRoutes(Blueprint):
    """A blueprint for `/api/v1`; see `operation`."""

    def operation(
        self,
        method: str,
        rule: str,
        *,
        who: str,
        takes: type[Body] | None = None,
        gives: type | None = None,
        query: tuple[str, ...] = (),
        status: tuple[int, ...] = (200,),
        conflict: type | None = None,
        part: str = "",
    ) -> Callable[[View], View]:
        """Register a view.
        `who` is the scope an API key needs (read, write) or anyone; `takes` is the `Body` that is sent, `gives` the
        dataclass of the response; `query` lists the query parameters; `status` the success statuses; `conflict` is the
        dataclass of additional members of a 409; `part` as in `kms/web/routes.py`."""

        def register(view: View) -> View:
            endpoint = view.__name__
            summary = (view.__doc__ or endpoint).strip().splitlines()[0]
            OPERATIONS.append(
                Operation(method, rule, f"{self.name}.{endpoint}", who, summary, takes, gives, query, status, conflict)
            )
            self.add_url_rule(rule, endpoint, _guard(view, who, part), methods=[method])
            return view

        return register


def install(app: Flask) -> None:
    """Allow cross-origin calls with an API key; cookies are always ignored here."""
    app.after_request(_open_to_other_origins)


def _guard(view: View, who: str, part: str) -> View:
    @wraps(view)
    def guarded(**kwargs: Any) -> Response:
        require_part(part)
        if who != "anyone":
            _require(who)
        answer = view(**kwargs)
        if isinstance(answer, Response):
            return answer
        if not isinstance(answer, Answer):
            answer = Answer(answer)
        return json_response(answer.body, answer.status)

    return allow(guarded, who)


def _require(who: str) -> None:
    actor = identity.find_actor()
    if actor is None:
        raise Unauthenticated(N_("Send a key: Authorization: Bearer …"))
    if actor.ceiling < _SCOPES[who]:
        raise Forbidden(N_("This key may only read."))


def me() -> Actor:
    """Return the owner of the API key."""
    return identity.actor()


def json_response(body: Any, status: int = 200) -> Response:
    """Serialise dataclasses, lists and plain values as JSON; no body for 204."""
    if status == 204:
        return Response(status=204)
    return Response(orjson.dumps(body, option=orjson.OPT_UTC_Z), status=status, content_type="application/json")


def body() -> dict[str, Any]:
    """Return the JSON object of the request. Raises Unreadable for anything else (too deep, not UTF-8, NaN …)."""
    if request.mimetype != "application/json":
        raise Unreadable(N_("Send JSON, with Content-Type: application/json."))
    data = request.get_data(cache=False)
    if len(data) > JSON_BYTES:
        raise Unreadable(N_("This is too large."))
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError as fault:
        raise Unreadable(N_("This is not JSON.")) from fault
    if not isinstance(value, dict):
        raise Unreadable(N_("Send a JSON object."))
    return value


def sent(shape: type[B]) -> B:
    """The JSON object that was sent, read as `shape`, which the route also `takes`. Raises Unreadable, Invalid."""
    return shape.parse(body())


def _open_to_other_origins(response: Response) -> Response:
    if request.path.startswith("/api/v1/"):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
            response.headers["Access-Control-Allow-Methods"] = "GET, POST, PUT, PATCH, DELETE"
            response.headers["Access-Control-Max-Age"] = "86400"
    return response
