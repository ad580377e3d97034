"""The OpenAPI 3.1 document at /api/v1/openapi.json, generated from what the routes declare."""

import re
import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from typing import Any, Union, get_args, get_origin, get_type_hints

from kms import __version__
from kms.api.routes import OPERATIONS, ApiRoutes, Operation
from kms.core.bodies import Body, schema_of

routes = ApiRoutes("api", __name__)
Schema = dict[str, Any]
_SIMPLE: dict[object, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    float: {"type": "number"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    Any: {},
    object: {},
}
_QUERY: dict[str, Schema] = {
    "limit": {"type": "integer", "minimum": 1, "maximum": 100, "default": 50},
    "parent": {"type": "integer"},
}
_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
_WORDS = {200: "Done", 201: "Made", 202: "Taken on, done soon", 204: "Done, nothing to say"}
_FAULTS = {
    "400": "Unreadable",
    "401": "No valid key",
    "403": "Not allowed",
    "404": "Missing or hidden",
    "422": "Invalid",
}


@routes.operation("GET", "/openapi.json", who="anyone")
def openapi() -> Schema:
    """The OpenAPI document."""
    return document()


def document() -> Schema:
    """Return the complete document."""
    schemas: dict[str, Schema] = {}
    paths: dict[str, Schema] = {}
    for operation in OPERATIONS:
        path = "/api/v1" + _PARAMETER.sub(r"{\2}", operation.rule)
        paths.setdefault(path, {})[operation.method.lower()] = _operation(operation, schemas)
    schemas["Problem"] = _PROBLEM
    return {
        "openapi": "3.1.0",
        "info": {"title": "kms", "version": __version__, "description": "Pages, bookmarks and search."},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


_PROBLEM: Schema = {
    "type": "object",
    "description": "RFC 9457",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "errors": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    "required": ["type", "title", "status"],
}


def _operation(operation: Operation, schemas: dict[str, Schema]) -> Schema:
    answers: Schema = {}
    for status in operation.status:
        answers[str(status)] = {"description": _WORDS[status]}
        if status != 204:
            answers[str(status)]["content"] = _json(operation.gives, schemas)
    conflict = {"409": "Changed since"} if operation.method in ("PUT", "PATCH") else {}
    for code, words in {**_FAULTS, **conflict}.items():
        problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        answers[code] = {"description": words, "content": problem}
    if operation.conflict is not None:
        both = [{"$ref": "#/components/schemas/Problem"}, _schema(operation.conflict, schemas)]
        answers["409"]["content"] = {"application/problem+json": {"schema": {"allOf": both}}}
    found: Schema = {
        "operationId": operation.endpoint.replace(".", "_"),
        "summary": operation.summary,
        "parameters": _parameters(operation),
        "responses": answers,
    }
    if operation.who != "anyone":
        found["security"] = [{"key": []}]
    if operation.takes is not None:
        found["requestBody"] = {"required": True, "content": _json(operation.takes, schemas)}
    return found


def _parameters(operation: Operation) -> list[Schema]:
    found: list[Schema] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "integer" if kind == "int" else "string"}}
        for kind, name in _PARAMETER.findall(operation.rule)
    ]
    for name in operation.query:
        found.append({"name": name, "in": "query", "schema": _QUERY.get(name, {"type": "string"})})
    return found


def _json(shape: type | None, schemas: dict[str, Schema]) -> Schema:
    return {"application/json": {"schema": _schema(shape, schemas) if shape else {}}}


def _schema(shape: Any, schemas: dict[str, Schema]) -> Schema:
    if shape in _SIMPLE:
        return _SIMPLE[shape]
    if isinstance(shape, type) and issubclass(shape, Body):
        schemas[shape.__name__] = _described(schema_of(shape), shape)
        return {"$ref": f"#/components/schemas/{shape.__name__}"}
    if is_dataclass(shape) and isinstance(shape, type):
        if shape.__name__ not in schemas:
            schemas[shape.__name__] = {}
            schemas[shape.__name__] = _object(shape, schemas)
        return {"$ref": f"#/components/schemas/{shape.__name__}"}
    origin, inner = get_origin(shape), get_args(shape)
    if origin in (list, tuple):
        return {"type": "array", "items": _schema(inner[0], schemas)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(inner[1], schemas)}
    if origin in (Union, types.UnionType):
        return {"anyOf": [{"type": "null"} if part is type(None) else _schema(part, schemas) for part in inner]}
    raise TypeError(f"no schema for {shape}")


def _object(shape: type, schemas: dict[str, Schema]) -> Schema:
    hints = get_type_hints(shape)
    properties = {entry.name: _schema(hints[entry.name], schemas) for entry in fields(shape)}
    required = [e.name for e in fields(shape) if e.default is MISSING and e.default_factory is MISSING]
    return _described({"type": "object", "properties": properties, "required": required}, shape)


def _described(found: Schema, shape: type) -> Schema:
    if shape.__doc__ and not shape.__doc__.startswith(shape.__name__):
        found["description"] = shape.__doc__.strip().splitlines()[0]
    return found
