"""The database settings that our guarantees depend on."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import IntegrityError

from kms.core.db import Base, Database, backup_to, integrity_faults
from kms.core.fair_lock import FairLock
from kms.tags.models import Tag


@pytest.fixture
def database(tmp_path: Path) -> Database:
    made = Database(f"sqlite:///{tmp_path / 'kms.db'}")
    Base.metadata.create_all(made.engine)
    return made


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 15000)]
)
def test_every_connection_has_the_safe_settings(database: Database, pragma: str, value: object) -> None:
    with database.reading() as session:
        assert session.execute(text(f"PRAGMA {pragma}")).scalar() == value


def test_a_rolled_back_transaction_takes_released_savepoints_with_it(database: Database) -> None:
    with pytest.raises(RuntimeError), database.transaction() as session:
        with session.begin_nested():
            session.add(Tag(name="a", key="a"))
        raise RuntimeError
    with database.reading() as session:
        assert session.scalars(select(Tag)).all() == []


def test_a_rolled_back_savepoint_leaves_the_rest(database: Database) -> None:
    with database.transaction() as session:
        session.add(Tag(name="kept", key="kept"))
        session.flush()
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add(Tag(name="twice", key="kept"))
            session.flush()
    with database.reading() as session:
        assert [tag.key for tag in session.scalars(select(Tag))] == ["kept"]


def test_schema_changes_roll_back_too(database: Database) -> None:
    with pytest.raises(RuntimeError), database.transaction() as session:
        session.execute(text("CREATE TABLE half (id INTEGER)"))
        raise RuntimeError
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM sqlite_master WHERE name = 'half'")).scalar() == 0


def test_many_threads_write_without_a_locked_error(database: Database) -> None:
    def add(number: int) -> None:
        for step in range(10):
            with database.transaction() as session:
                session.add(Tag(name=f"{number}-{step}", key=f"{number}-{step}"))

    threads = [threading.Thread(target=add, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert len(session.scalars(select(Tag)).all()) == 120


def test_the_lock_serves_in_order_of_arrival() -> None:
    lock, order, started = FairLock(), [], []
    lock.acquire()

    def wait(number: int) -> None:
        started.append(number)
        with lock:
            order.append(number)

    threads = []
    for number in range(5):
        thread = threading.Thread(target=wait, args=(number,))
        threads.append(thread)
        thread.start()
        while len(lock._waiting) <= number:
            pass
    lock.release()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def test_a_backup_of_a_live_database_is_sound(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        session.add(Tag(name="a", key="a"))
    backup_to(database.engine, str(tmp_path / "copy.db"))
    with create_engine(f"sqlite:///{tmp_path / 'copy.db'}").connect() as copy:
        assert copy.execute(text("SELECT name FROM tags")).scalar() == "a"


def test_a_sound_database_has_no_faults(database: Database) -> None:
    assert integrity_faults(database.engine) == []
