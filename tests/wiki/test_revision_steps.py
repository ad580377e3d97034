"""What follows a saved revision: the steps of the rooms, in the order of kms/wiki/wiring.py."""

import pytest
from sqlalchemy import select

from kms.wiki import wiring
from kms.wiki.models import Page, Revision
from kms.wiki.revisions import steps
from tests import make


def test_nothing_is_saved_where_nobody_put_the_rooms_together(write, session, monkeypatch) -> None:
    monkeypatch.setattr(steps, "_steps", [])
    with write() as changing:
        make.space(changing, "ana", "workshop")
    with pytest.raises(RuntimeError, match="wiring"), write() as changing:
        make.page(changing, "ana", "workshop", "Ladders")
    assert session.scalars(select(Page)).all() == []


def test_every_step_sees_the_revision_that_was_appended_in_order(write, monkeypatch) -> None:
    seen: list[tuple[str, int]] = []

    def step(name: str) -> steps.Step:
        return lambda session, saved: seen.append((name, saved.revision.number))

    monkeypatch.setattr(steps, "_steps", [step("first"), step("second")])
    with write() as session:
        make.space(session, "ana", "workshop")
        make.page(session, "ana", "workshop", "Ladders")
    assert seen == [("first", 1), ("second", 1)]


def test_a_step_that_fails_takes_the_revision_back(write, session, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError("no")

    monkeypatch.setattr(steps, "_steps", [*wiring.AFTER_REVISION, fail])
    with write() as changing:
        make.space(changing, "ana", "workshop")
    with pytest.raises(ValueError), write() as changing:
        make.page(changing, "ana", "workshop", "Ladders")
    assert session.scalars(select(Revision)).all() == []
