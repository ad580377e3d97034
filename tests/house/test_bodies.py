"""What a route of the JSON API documents is what it reads: each body is declared once, and its limits hold."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import kms.app  # noqa: F401  (declares all routes)
from kms.api.routes import OPERATIONS
from kms.core.bodies import Body, names_of, schema_of
from kms.core.errors import Invalid, NotFound

KMS = Path(__file__).parents[2] / "kms"
BODIES = sorted({entry.takes for entry in OPERATIONS if entry.takes}, key=lambda body: body.__name__)
FORMS_TOO = {"kms/wiki/hints/api.py"}
"""Where a picture can come along, so that the body is a form or JSON."""


class Recorder(dict[str, Any]):
    """A body that notes what is looked for in it."""

    def __init__(self, sent: Mapping[str, Any]) -> None:
        super().__init__(sent)
        self.read: set[str] = set()

    def __contains__(self, name: object) -> bool:
        self.read.add(str(name))
        return super().__contains__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.read.add(name)
        return super().get(name, default)


def broken() -> Iterator[Any]:
    """Each field of each body with something that its schema forbids."""
    for body in BODIES:
        for name, schema in schema_of(body)["properties"].items():
            for kind, value in _against(schema):
                yield pytest.param(body, name, value, id=f"{body.__name__}.{name} {kind}")


def _against(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if "anyOf" in schema:
        yield "type", {"a": 1}
        return
    if schema["type"] in ("string", "integer", "array"):
        yield "type", {"a": 1}
    if "maxLength" in schema:
        yield "length", "x" * (schema["maxLength"] + 1)
    if "enum" in schema:
        yield "enum", "no such word"
    if "maximum" in schema:
        yield "minimum", schema["minimum"] - 1
        yield "maximum", schema["maximum"] + 1
    if "maxItems" in schema:
        yield "items", [f"x{number}" for number in range(schema["maxItems"] + 1)]
    if schema["type"] == "array":
        yield from ((f"item's {kind}", [value]) for kind, value in _against(schema["items"]))


def test_only_declared_bodies_are_read() -> None:
    assert len(BODIES) > 20 and all(issubclass(body, Body) for body in BODIES)
    files = {str(path.relative_to(KMS.parent)): path.read_text(encoding="utf-8") for path in KMS.rglob("*.py")}
    assert {name for name, text in files.items() if re.search(r"api\.routes import .*\bbody\b", text)} == FORMS_TOO


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.__name__)
def test_what_is_documented_is_what_is_read(body: type[Body]) -> None:
    nothing = Recorder({})
    try:
        body.parse(nothing)
    except (Invalid, NotFound):
        pass
    assert nothing.read == names_of(body) == set(schema_of(body)["properties"])


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.__name__)
def test_what_is_required_is_missed_and_nothing_else(body: type[Body]) -> None:
    required = set(schema_of(body)["required"])
    try:
        body.parse({})
    except Invalid as fault:
        assert set(fault.fields) == required
    except NotFound:
        assert required
    else:
        assert not required


@pytest.mark.parametrize(("body", "name", "value"), list(broken()))
def test_what_the_schema_forbids_is_refused(body: type[Body], name: str, value: object) -> None:
    with pytest.raises((Invalid, NotFound)) as fault:
        body.parse({name: value})
    assert isinstance(fault.value, NotFound) or name in fault.value.fields
