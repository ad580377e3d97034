"""Upgrade the database to the current schema: after a backup, one transaction per step, never from a newer version."""

from pathlib import Path

from sqlalchemy import inspect, text

from kms.core.clock import now
from kms.core.db import Database, backup_to


class TooNew(Exception):
    """The data were written by a newer version of kms."""


def scripts() -> Path:
    """Return the directory of the migrations: next to the package in a checkout, inside it in a wheel."""
    package = Path(__file__).parent
    inside = package / "_migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


def present(database: Database) -> str | None:
    """Return the revision of the database; None for an empty one."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def newest() -> str:
    """Return the revision this program requires: migrations are numbered, `0001_first.py` is revision 0001."""
    return max(path.name[:4] for path in (scripts() / "versions").glob("[0-9]*.py"))


def upgrade(database: Database, backups: Path | None = None) -> bool:
    """Run the missing migrations; returns whether there were any. Raises TooNew; makes a copy in `backups` first."""
    at = present(database)
    if at == newest():
        return False
    if at is not None:
        _require_known(at)
        if backups is not None and database.engine.dialect.name == "sqlite":
            backups.mkdir(parents=True, exist_ok=True)
            backup_to(database.engine, str(backups / f"before-upgrade-{at}-{now():%Y%m%d-%H%M%S}.db"))
    _run(database)
    return True


def _run(database: Database) -> None:
    from alembic import command  # importing it takes a third of a second, which a start without migrations can skip
    from alembic.config import Config as AlembicConfig

    writing = database.engine.execution_options(kms_writing=True)
    with writing.begin() as connection:
        options = AlembicConfig(attributes={"connection": connection})
        options.set_main_option("script_location", str(scripts()).replace("%", "%%"))
        command.upgrade(options, "head")


def _require_known(revision: str) -> None:
    if revision > newest():
        raise TooNew(f"The data are at schema {revision}, which this version of kms does not know.")
