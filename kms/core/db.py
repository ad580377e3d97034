"""The database: open it with `Database(url)`, read in `reading()`, change in `transaction()`.

Only this file knows which database is used. SQLite's settings are those of the measurements behind the design (WAL,
FULL, foreign keys, BEGIN IMMEDIATE for writes, one fair lock per process).
"""

import errno
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Connection, Engine, Index, MetaData, Table, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from sqlalchemy.sql.dml import DMLState
from sqlalchemy.types import TypeDecorator

from kms.core.clock import from_microseconds, microseconds
from kms.core.fair_lock import FairLock

BUSY_SECONDS = 15
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA cache_size=-16000",
    "PRAGMA temp_store=MEMORY",
)
_CONTENT = "kms.content"
"""Key in a connection's info: whether its transaction wrote content that processes may cache."""
_UNCACHED = "kms.uncached"
_READING = frozenset({"SELECT", "PRAGMA", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "EXPLAIN"})
_CHANGING = re.compile(r"\b(?:INSERT|UPDATE|DELETE|REPLACE|MERGE)\b", re.IGNORECASE)
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A timezone-aware datetime, stored as whole microseconds since 1970 (UTC): sortable, comparable, portable."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:
        return None if value is None else from_microseconds(value)


def index_where_set(column: str) -> Index:
    """A partial index of the rows in which this column is set; SQLite would use a full index to look for NULLs too."""
    some = text(f"{column} IS NOT NULL")
    return Index(None, column, sqlite_where=some, postgresql_where=some)


class Uncached:
    """Mixin for rows that no process caches; a transaction that writes only such rows does not raise the epoch."""


class Base(DeclarativeBase):
    """The base of all mapped classes."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar = {datetime: Moment()}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if isinstance(cls.__table__, Table):
            cls.__table__.info[_UNCACHED] = issubclass(cls, Uncached)


class Epoch(Base):
    """One row that counts the transactions that wrote content: cached values are valid until the next one."""

    __tablename__ = "epoch"

    id: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[int]


NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


_NEXT_EPOCH = text("INSERT INTO epoch (id, value) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET value = epoch.value + 1")


def is_busy(fault: BaseException | None) -> bool:
    """Whether another process held the database for too long: worth retrying."""
    return isinstance(fault, OperationalError) and "locked" in str(fault.orig)


def is_full(fault: BaseException | None) -> bool:
    """Whether there is no space left: on the disk, in the database, or in the server's quota."""
    if isinstance(fault, OperationalError):
        return "full" in str(fault.orig) or "No space left" in str(fault.orig)
    return isinstance(fault, OSError) and fault.errno in NO_ROOM


def is_read_only(fault: BaseException | None) -> bool:
    """Whether the data directory is not writable."""
    return isinstance(fault, OperationalError) and "readonly" in str(fault.orig)


class Database:
    """A database for the lifetime of a process; thread-safe."""

    def __init__(self, url: str, pool_size: int = 16) -> None:
        self.url = url
        self.engine = create_engine(url, pool_size=pool_size, max_overflow=16, pool_timeout=BUSY_SECONDS)
        self._lock = FairLock()
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _prepare)
            event.listen(self.engine, "begin", _begin)
        writing = self.engine.execution_options(kms_writing=True)
        self._reading = sessionmaker(self.engine, autoflush=False)
        self._writing = sessionmaker(writing, autoflush=False, expire_on_commit=False)
        event.listen(writing, "after_cursor_execute", _note_content)

    def session_for_reading(self) -> Session:
        """A read-only session; the caller closes it."""
        return self._reading()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A read-only session, closed at the end of the block."""
        with self._reading() as session:
            yield session

    def begin_writing(self) -> Session:
        """A session that holds the write lock until `end_writing`; writers queue, first come, first served.

        Raises `sqlalchemy.exc.OperationalError` (`is_busy`) if another process holds the database for 15 s.
        """
        self._lock.acquire()
        session = self._writing()
        try:
            session.connection().info[_CONTENT] = False
        except BaseException:
            session.close()
            self._lock.release()
            raise
        return session

    def end_writing(self, session: Session, *, commit: bool) -> None:
        """Commit or roll back, and release the write lock."""
        try:
            if commit:
                session.flush()
                if session.connection().info[_CONTENT]:
                    session.execute(_NEXT_EPOCH)
                session.commit()
            else:
                session.rollback()
        finally:
            session.close()
            self._lock.release()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A write transaction: commits at the end, rolls back on any error."""
        session = self.begin_writing()
        try:
            yield session
        except BaseException:
            self.end_writing(session, commit=False)
            raise
        self.end_writing(session, commit=True)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _note_content(
    connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
) -> None:
    """Every change of rows counts as content, except in `Uncached` tables; raw statements never count."""
    word = statement.split(None, 1)[0].upper()
    if word in _READING or (word == "WITH" and not _CHANGING.search(statement)):
        return
    state = context.compiled.compile_state if context.compiled else None
    table = state.dml_table if isinstance(state, DMLState) and word != "WITH" else None
    if isinstance(table, Table) and table.info.get(_UNCACHED):
        return
    if word in ("UPDATE", "DELETE") and cursor.rowcount == 0 and "RETURNING" not in statement:
        return
    connection.info[_CONTENT] = True


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("kms_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def upsert(
    session: Session,
    model: type[Base],
    rows: Sequence[Mapping[str, Any]],
    *,
    keys: Sequence[str],
    update: Mapping[str, Any] | None = None,
) -> None:
    """Insert `rows`; if a row with the same `keys` exists, set `update` on it instead (nothing if None)."""
    if not rows:
        return
    insert = insert_for(session.get_bind().dialect.name, model)
    if update is None:
        session.execute(insert.on_conflict_do_nothing(index_elements=keys), rows)
    else:
        session.execute(insert.on_conflict_do_update(index_elements=keys, set_=dict(update)), rows)


def insert_for(dialect: str, model: Any) -> "postgresql.Insert | sqlite.Insert":
    """An INSERT that supports ON CONFLICT."""
    return postgresql.insert(model) if dialect == "postgresql" else sqlite.insert(model)


def integrity_faults(engine: Engine) -> list[str]:
    """The faults that the database's integrity check reports; empty if there are none (SQLite only)."""
    if engine.dialect.name != "sqlite":
        return []
    with engine.connect() as connection:
        faults = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    return faults + [f"{row[0]} row {row[1]} points to a missing row of {row[2]}" for row in orphans]


def backup_to(engine: Engine, target: str) -> None:
    """Copy the live database to the new file `target` with SQLite's online backup, then check the copy.

    Raises OSError if the copy is damaged.
    """
    raw = engine.raw_connection()
    try:
        with sqlite3.connect(target) as copy:
            driver: Any = raw.driver_connection
            driver.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            verdict = copy.execute("PRAGMA integrity_check").fetchone()
        copy.close()
    finally:
        raw.close()
    if verdict is None or verdict[0] != "ok":
        raise OSError(f"the copy is not sound: {verdict}")
