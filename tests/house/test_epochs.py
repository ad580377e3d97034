"""What raises the epoch: every change of content, once; no sign-in, failed attempt or job does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update

from kms.accounts.models import Group, Person
from kms.core.clock import now
from kms.core.db import Epoch, upsert
from kms.core.epoch_cache import SECONDS, EpochCache
from kms.jobs import queue
from kms.jobs.models import Job
from kms.runtime import Runtime
from kms.signin.models import SignIn
from kms.signin.queries import sign_ins_of
from kms.wiki.models import Page
from tests import make

TEXT = "See [[Tools]] and https://example.org/ladders.\n\n- [ ] @ben look at the rungs\n"


@pytest.fixture
def epoch(runtime: Runtime) -> Callable[[], int]:
    def read() -> int:
        with runtime.database.reading() as session:
            return session.scalar(select(Epoch.value)) or 0

    return read


@pytest.fixture
def moved(epoch: Callable[[], int]) -> Callable[[], Any]:
    """`with moved() as by: …`; afterwards `by[0]` says by how much the epoch rose."""

    @contextmanager
    def measure() -> Iterator[list[int]]:
        by, before = [0], epoch()
        yield by
        by[0] = epoch() - before

    return measure


@pytest.fixture
def page(runtime: Runtime) -> int:
    with runtime.database.transaction() as session:
        make.space(session, "ana", "workshop")
        made = make.page(session, "ana", "workshop", "Ladders", TEXT, tags=("safety",))
    runtime.worker().drain()
    return made


def test_a_saved_page_is_one_epoch_with_all_jobs_that_follow(runtime, browser, page, moved) -> None:
    ana = browser("ana")
    ana.get(f"/p/{page}/edit")
    with moved() as by:
        fields = {"title": "Ladders", "text": TEXT + "\nMore.", "tags": "safety", "base_revision": "1"}
        assert ana.post(f"/p/{page}/edit", **fields).status_code == 303
        runtime.worker().drain()
    with runtime.database.reading() as session:
        assert session.get_one(Page, page).revision == 2
        assert session.scalars(select(Job.kind).where(Job.run_at <= now())).all() == []
    assert by == [1]


def test_a_saved_bookmark_is_one_epoch(runtime, program, moved) -> None:
    ana = program("ana")
    with moved() as by:
        assert (
            ana("PUT", "/bookmarks", {"url": "https://example.org/a", "title": "A", "tags": ["x"]}).status_code == 201
        )
        runtime.worker().drain(["index"])
    assert by == [1]


def test_signing_in_and_out_and_failing_to_are_none(browser, moved) -> None:
    with moved() as by:
        ana = browser("ana")
        guest = browser("guest")
        guest.get("/sign-in")
        assert guest.post("/sign-in", user_name="ana", password="not this one").status_code == 422
        ana.post("/sign-out")
    assert by == [0]


def test_jobs_left_done_and_failed_are_none(runtime, write, moved) -> None:
    with moved() as by:
        with write() as session:
            queue.enqueue(session, "index", ["page:1"])
            queue.enqueue_by(session, "index", ["page:2"], delay=timedelta(0))
        with runtime.database.reading() as session:
            done, failed = queue.take_due(session, ["index"])[-2:]
        with write() as session:
            queue.finish(session, [done])
        with write() as session:
            queue.fail(session, failed, "it broke")
    assert by == [0]


def test_what_one_transaction_changed_is_not_counted_again_by_the_next(write, moved) -> None:
    with write() as session:
        session.execute(update(Group).values(description="Other"))
    with moved() as by, write() as session:
        queue.enqueue(session, "index", ["page:1"])
    assert by == [0]


def test_a_transaction_that_changed_nothing_is_none(write, moved) -> None:
    with moved() as by:
        with write() as session:
            session.scalars(select(Page)).all()
        with write() as session:
            session.execute(update(Page).where(Page.id == -1).values(title="x"))
            session.execute(delete(Page).where(Page.id == -1))
    assert by == [0]


CHANGES: dict[str, Callable[[Any], object]] = {
    "a row": lambda session: setattr(session.scalars(select(Group)).first(), "name", "Other name"),
    "a statement of the ORM": lambda session: session.execute(update(Group).values(name="Other name")),
    "a statement of the Core": lambda session: session.connection().execute(
        update(Group.__table__).values(description="Other")
    ),
    "an upsert": lambda session: upsert(
        session, Group, [{"name": "N", "key": "n", "description": "", "created_at": now()}], keys=("key",)
    ),
    "a raw statement": lambda session: session.execute(text("UPDATE groups SET description = 'Other'")),
    "a raw statement of an uncached table": lambda session: session.execute(
        text("INSERT INTO attempts (bucket, count, until) VALUES ('x', 1, 1)")
    ),
    "a statement of the driver": lambda session: session.connection().exec_driver_sql("UPDATE people SET name = name"),
    "a raw statement that begins with what it needs": lambda session: session.execute(
        text("WITH others AS (SELECT 1) UPDATE groups SET description = 'Other'")
    ),
    "a statement that returns what it changed": lambda session: session.execute(
        update(Group).values(description="Other").returning(Group.id)
    ).all(),
    "content with a job": lambda session: (
        queue.enqueue(session, "index", ["page:1"]),
        session.execute(update(Person).values(language="de")),
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_else_writes_is_one(change: Callable[[Any], object], write, moved) -> None:
    with moved() as by, write() as session:
        change(session)
    assert by == [1]


def test_an_ended_sign_in_is_out_at_the_next_request_of_any_process(app, runtime, browser, write, moved) -> None:
    ana = browser("ana")
    assert ana.get("/").status_code == 200
    with moved() as by, write() as session:
        session.execute(delete(SignIn))
    assert by == [0]
    assert ana.get("/").status_code != 200


def test_a_suspended_person_is_out_at_the_next_request(browser, write) -> None:
    ana = browser("ana")
    assert ana.get("/").status_code == 200
    with write() as session:
        session.execute(update(Person).where(Person.key == "ana").values(suspended_at=now()))
    assert ana.get("/").status_code != 200


def test_one_s_list_of_signed_in_browsers_is_of_now(app, browser, session) -> None:
    ana = browser("ana")
    shown = ana.get("/profile").text.count("sign-ins/")
    browser("ana")
    assert ana.get("/profile").text.count("sign-ins/") == shown + 1
    assert len(sign_ins_of(session, make.actor(session, "ana").person_id)) == 2


def test_what_depends_on_the_clock_is_made_again_after_a_while() -> None:
    seconds = [0.0]
    cache = EpochCache(clock=lambda: seconds[0])
    assert cache.get(1, "key", lambda: "old") == "old"
    seconds[0] = SECONDS - 1.0
    assert cache.get(1, "key", lambda: "new") == "old"
    seconds[0] = SECONDS + 1.0
    assert cache.get(1, "key", lambda: "new") == "new"
