"""Jobs are left with the change, done later, and never lost."""

import errno
import time
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import delete, select

from kms.bookmarks.models import Bookmark
from kms.core import clock
from kms.jobs import queue
from kms.jobs.models import Job
from kms.jobs.worker import Handler, Worker, WorkerLock
from tests import make

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def nothing_to_do(runtime) -> None:
    with runtime.database.transaction() as changing:
        changing.execute(delete(Job))


@pytest.fixture(autouse=True)
def machine_clock():
    yield
    clock.set_source(None)


def keys(session) -> dict[str, int]:
    return {job.key: job.rev for job in session.scalars(select(Job))}


def test_a_touched_page_leaves_a_job_in_the_same_transaction(write, session) -> None:
    with write() as changing:
        make.space(changing, "ana", "all")
        page = make.page(changing, "ana", "all", "A", "text")
    assert f"page:{page}" in keys(session)


def test_a_rolled_back_change_leaves_none(runtime, session) -> None:
    with pytest.raises(RuntimeError), runtime.database.transaction() as changing:
        make.bookmark(changing, "ana", "https://example.org")
        raise RuntimeError
    assert keys(session) == {}


def test_ten_reasons_are_one_job(write, session) -> None:
    for _ in range(10):
        with write() as changing:
            queue.enqueue(changing, "k", ["1"])
    assert keys(session) == {"1": 10}


def test_a_new_reason_while_working_keeps_the_job(runtime, session) -> None:
    def work(keys: object) -> None:
        with runtime.database.transaction() as changing:
            queue.enqueue(changing, "k", ["1"])

    with runtime.database.transaction() as changing:
        queue.enqueue(changing, "k", ["1"])
    Worker(runtime.database, {"k": Handler(work)}).step()
    assert keys(session) == {"1": 2}


def test_a_failure_keeps_the_job_with_its_error_and_tries_later(runtime, session) -> None:
    def work(keys: object) -> None:
        raise ValueError("the disk sings")

    with runtime.database.transaction() as changing:
        queue.enqueue(changing, "k", ["1"])
    worker = Worker(runtime.database, {"k": Handler(work)})
    worker.drain()
    job = session.scalars(select(Job)).one()
    assert job.attempts == 1 and "the disk sings" in job.error
    assert not worker.step()
    moment = clock.now() + timedelta(seconds=6)
    clock.set_source(lambda: moment)
    assert worker.step()


def test_one_bad_job_of_a_batch_does_not_hold_up_the_others(runtime, session) -> None:
    done: list[str] = []

    def work(keys: list[str]) -> None:
        if "3" in keys:
            raise ValueError
        done.extend(keys)

    with runtime.database.transaction() as changing:
        queue.enqueue(changing, "k", [str(n) for n in range(8)])
    Worker(runtime.database, {"k": Handler(work, batch=100)}).drain()
    assert sorted(done) == ["0", "1", "2", "4", "5", "6", "7"]
    assert list(keys(session)) == ["3"]


def test_recurring_jobs_come_back(runtime, session) -> None:
    done: list[object] = []
    worker = Worker(runtime.database, {"k": Handler(done.append, every=timedelta(hours=1))})
    worker.schedule()
    assert not worker.step()
    moment = clock.now() + timedelta(hours=2)
    clock.set_source(lambda: moment)
    assert worker.step() and done == [["all"]]
    assert not worker.step()
    assert list(keys(session)) == ["all"]


def test_long_jobs_run_aside_and_block_nothing(runtime, session) -> None:
    done, go_on = Event(), Event()

    def quick(keys: object) -> None:
        done.set()

    worker = Worker(
        runtime.database, {"slow": Handler(lambda keys: go_on.wait(30) and None, aside=True), "quick": Handler(quick)}
    )
    with runtime.database.transaction() as changing:
        queue.enqueue(changing, "slow", ["1"])
    running = Thread(target=worker.run)
    running.start()
    with runtime.database.transaction() as changing:
        queue.enqueue(changing, "quick", ["2"])
    assert done.wait(10)
    assert "1" in keys(session)
    go_on.set()
    worker.stop.set()
    running.join(10)
    assert not running.is_alive()


def test_the_worker_lock_has_one_holder(tmp_path) -> None:
    one, other = WorkerLock(tmp_path / "lock"), WorkerLock(tmp_path / "lock")
    assert one.try_acquire() and not other.try_acquire()
    one.release()
    assert other.try_acquire()


def test_dropped_jobs_are_gone_with_those_of_the_same_transaction(write, session) -> None:
    with write() as changing:
        queue.enqueue(changing, "mail", ["1"])
        queue.enqueue(changing, "other", ["1"])
    with write() as changing:
        queue.enqueue(changing, "mail", ["2"])
        queue.enqueue(changing, "other", ["2"])
        assert queue.exists(changing, "mail", "2")
        queue.drop(changing, "mail")
        assert not queue.exists(changing, "mail", "2")
    assert [queue.exists(session, "mail", key) for key in ("1", "2")] == [False, False]
    assert [queue.exists(session, "other", key) for key in ("1", "2")] == [True, True]


def test_of_two_wishes_of_one_change_the_last_says_when(write, session) -> None:
    with write() as changing:
        queue.enqueue(changing, "k", ["1"], delay=timedelta(hours=1))
        queue.enqueue(changing, "k", ["1"])
    assert len(queue.take_due(session, ["k"])) == 1


def at(moment: datetime) -> None:
    """Hold the clock still."""
    clock.set_source(lambda: moment)


def due_in(session) -> timedelta:
    """When the one job is due."""
    return session.scalars(select(Job.run_at)).one() - clock.now()


def test_work_asked_for_by_a_later_moment_does_not_put_earlier_work_off(write, session) -> None:
    at(NOON)
    with write() as changing:
        queue.enqueue_by(changing, "k", ["1"], delay=timedelta(minutes=1))
        queue.enqueue_by(changing, "k", ["1"], delay=timedelta(hours=1))
    assert due_in(session) == timedelta(minutes=1)
    assert keys(session) == {"1": 2}


def test_work_asked_for_by_an_earlier_moment_is_brought_forward(write, session) -> None:
    at(NOON)
    with write() as changing:
        queue.enqueue_by(changing, "k", ["1"], delay=timedelta(hours=1))
        queue.enqueue_by(changing, "k", ["1"], delay=timedelta(minutes=1))
    assert due_in(session) == timedelta(minutes=1)


def fail_once(write, session) -> timedelta:
    """Have the one job fail, now that it is due; how long it waits then."""
    session.rollback()
    job = session.scalars(select(Job)).one()
    at(max(job.run_at, clock.now()))
    [due] = queue.take_due(session, ["k"])
    session.rollback()
    with write() as changing:
        queue.fail(changing, due, "the disk sings")
    return due_in(session)


def test_what_keeps_failing_is_tried_ever_more_slowly_but_never_given_up(write, session) -> None:
    at(NOON)
    with write() as changing:
        queue.enqueue(changing, "k", ["1"])
    waits = [fail_once(write, session).total_seconds() for _ in range(8)]
    assert waits == [5, 30, 120, 600, 3600, 6 * 3600, 6 * 3600, 6 * 3600]


def test_a_new_reason_gives_what_failed_a_fresh_start(write, session) -> None:
    at(NOON)
    with write() as changing:
        queue.enqueue(changing, "k", ["1"])
    for _ in range(4):
        fail_once(write, session)
    with write() as changing:
        queue.enqueue(changing, "k", ["1"])
    session.rollback()
    assert due_in(session) == timedelta()
    assert queue.failures(session) == [] and queue.pending(session, ["k"]) == 1
    assert fail_once(write, session) == timedelta(seconds=5)


def daily(runtime, done: list[object]) -> Worker:
    """A worker that was just started, with one job for each day."""
    worker = Worker(runtime.database, {"k": Handler(done.append, every=timedelta(days=1))})
    worker.schedule()
    return worker


def test_daily_work_is_done_by_a_server_that_is_started_anew_every_few_hours(runtime) -> None:
    done: list[object] = []
    for hours in range(0, 73, 5):
        at(NOON + timedelta(hours=hours))
        daily(runtime, done).drain()
    assert len(done) == 2


def test_recurring_work_goes_on_when_the_clock_was_years_ahead_and_is_right_again(runtime) -> None:
    done: list[object] = []
    at(NOON)
    daily(runtime, done)
    at(NOON + timedelta(days=3000))
    daily(runtime, done).drain()
    at(NOON)
    worker = daily(runtime, done)
    at(NOON + timedelta(days=1))
    worker.drain()
    assert len(done) == 2


def test_a_running_worker_looks_after_its_recurring_work_too(runtime, monkeypatch) -> None:
    def comes(seconds: float = 10) -> bool:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with runtime.database.reading() as session:
                if queue.exists(session, "k", queue.RECURRING):
                    return True
            time.sleep(0.02)
        return False

    monkeypatch.setattr("kms.jobs.worker.SCHEDULE_SECONDS", 0)
    worker = Worker(runtime.database, {"k": Handler(lambda keys: None, every=timedelta(days=1))})
    running = Thread(target=worker.run)
    running.start()
    try:
        assert comes()
        with runtime.database.transaction() as changing:
            changing.execute(delete(Job))
        assert comes()
    finally:
        worker.stop.set()
        running.join(10)


def test_work_that_finds_no_space_waits_and_counts_no_attempt(runtime, write, session) -> None:
    def work(keys: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    at(NOON)
    with write() as changing:
        queue.enqueue(changing, "k", ["1"])
    with pytest.raises(OSError):
        Worker(runtime.database, {"k": Handler(work)}).step()
    assert queue.failures(session) == [] and due_in(session) == timedelta()


def test_recurring_work_that_fails_keeps_its_pace_however_often_the_server_starts(runtime, write, session) -> None:
    at(NOON)
    daily(runtime, [])
    for _ in range(6):
        waits = fail_once(write, session)
    daily(runtime, [])
    session.rollback()
    assert due_in(session) == waits


def test_work_on_demand_does_not_put_the_recurring_work_of_its_kind_off(runtime, write, session) -> None:
    done: list[object] = []
    at(NOON)
    worker = daily(runtime, done)
    at(NOON + timedelta(hours=23))
    with write() as changing:
        queue.enqueue(changing, "k", ["now"])
    worker.drain()
    assert done == [["now"]] and due_in(session) == timedelta(hours=1)


def test_recurring_work_asked_for_while_it_is_done_is_done_again_at_once(runtime, write, session) -> None:
    at(NOON)

    def work(keys: object) -> None:
        with write() as changing:
            queue.enqueue(changing, "k", ["all"])

    worker = Worker(runtime.database, {"k": Handler(work, every=timedelta(days=1))})
    with write() as changing:
        queue.enqueue(changing, "k", ["all"])
    worker.step()
    assert due_in(session) == timedelta()


def test_a_new_reason_that_came_before_a_failure_is_not_put_off_by_it(runtime, write, session) -> None:
    at(NOON)

    def work(keys: object) -> None:
        with write() as changing:
            queue.enqueue(changing, "k", ["1"])
        raise ValueError

    with write() as changing:
        queue.enqueue(changing, "k", ["1"])
    Worker(runtime.database, {"k": Handler(work)}).step()
    assert due_in(session) == timedelta() and queue.failures(session) == []


def test_work_that_is_due_later_waits_beside_what_is_due_now(runtime, write, session) -> None:
    at(NOON)
    done: list[str] = []
    with write() as changing:
        queue.enqueue(changing, "k", ["now"])
        queue.enqueue(changing, "k", ["later"], delay=timedelta(hours=1))
    Worker(runtime.database, {"k": Handler(done.extend, batch=9)}).drain()
    assert done == ["now"] and list(keys(session)) == ["later"]


def test_what_failed_does_not_count_as_waiting(write, session) -> None:
    at(NOON)
    with write() as changing:
        queue.enqueue(changing, "k", ["1"])
    assert queue.pending(session, ["k"]) == 1
    fail_once(write, session)
    at(NOON + timedelta(hours=1))
    assert queue.pending(session, ["k"]) == 0


def test_whatever_happens_to_a_bookmark_leaves_a_job(write, session) -> None:
    def left() -> bool:
        session.rollback()
        found = f"bookmark:{id}" in keys(session)
        with write() as changing:
            changing.execute(delete(Job))
        return found

    with write() as changing:
        id = make.bookmark(changing, "ana", "https://example.org")
    assert left() and not left()
    with write() as changing:
        changing.get_one(Bookmark, id).title = "Leitern"
    assert left()
    with write() as changing:
        changing.delete(changing.get_one(Bookmark, id))
    assert left()
