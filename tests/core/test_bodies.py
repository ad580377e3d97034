"""A body is declared once: what parses it and what documents it cannot differ."""

from dataclasses import dataclass

import pytest

from kms.core.bodies import Body, flag, line, lines, names_of, number, one_of, optional, schema_of, text
from kms.core.errors import Invalid
from kms.core.inputs import Fields


@dataclass(frozen=True)
class Sample(Body):
    """One field of each kind."""

    name: str = line(5, required=True)
    words: str = text(10)
    tags: tuple[str, ...] = lines(2, 3)
    size: int | None = number(lowest=1, highest=9)
    kind: str = one_of(("a", "b"), "a")
    is_new: bool = flag(name="new")
    note: str | None = optional(line(4))

    @classmethod
    def check(cls, sent: Fields, values: dict[str, object]) -> None:  # type: ignore[override]
        if values["kind"] == "b" and not values["size"]:
            sent.fail("size", "b needs a size")  # type: ignore[arg-type]


def test_fields_are_cleaned_and_have_the_values_of_what_is_missing() -> None:
    assert Sample.parse({"name": " ana "}) == Sample("ana", "", (), None, "a", False, None)
    assert Sample.parse({"name": "ana", "new": True, "note": ""}) == Sample("ana", "", (), None, "a", True, "")


def test_what_is_not_required_can_be_left_out_in_a_call() -> None:
    assert Sample("ana") == Sample.parse({"name": "ana"})


def test_what_was_sent_is_told_from_what_was_not() -> None:
    assert "note" not in Sample("ana").given() and Sample("ana", note="").given()["note"] == ""


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(Invalid) as fault:
        Sample.parse({"words": "x" * 11, "tags": ["toolong"], "size": 10, "kind": "c"})
    assert set(fault.value.fields) == {"name", "words", "tags", "size", "kind"}


def test_a_rule_over_several_fields_is_kept() -> None:
    with pytest.raises(Invalid) as fault:
        Sample.parse({"name": "ana", "kind": "b"})
    assert set(fault.value.fields) == {"size"}


def test_the_schema_says_the_same() -> None:
    schema = schema_of(Sample)
    assert schema["required"] == ["name"] and names_of(Sample) == set(schema["properties"])
    assert list(schema["properties"]) == ["name", "words", "tags", "size", "kind", "new", "note"]
    assert schema["properties"]["name"] == {"type": "string", "maxLength": 5}
    assert schema["properties"]["kind"]["enum"] == ["a", "b"]
