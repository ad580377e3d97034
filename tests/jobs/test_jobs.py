"""Jobs are left with the change, done later, and never lost."""

from datetime import timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import delete, select

from kms.core import clock
from kms.jobs import queue
from kms.jobs.models import Job
from kms.jobs.worker import Handler, Worker, WorkerLock
from tests import make


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
        assert queue.exists(changing, "mail", "2")
        queue.drop(changing, "mail")
        assert not queue.exists(changing, "mail", "2")
    assert [queue.exists(session, *job) for job in (("mail", "1"), ("mail", "2"), ("other", "1"))] == [
        False,
        False,
        True,
    ]
