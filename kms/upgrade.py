"""Bringing the database to the present schema: backup first, one transaction a step, never from a newer one."""

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from kms.core.clock import now
from kms.core.db import Database, backup_to


class TooNew(Exception):
    """The data were written by a newer kms than this one."""


def scripts() -> Path:
    """Where the migrations lie: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).parent
    inside = package / "_migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


def present(database: Database) -> str | None:
    """The revision the database is at; None for an empty one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    """The revision this program needs."""
    head = ScriptDirectory(str(scripts())).get_current_head()
    assert head is not None
    return head


def upgrade(database: Database, backups: Path | None = None) -> bool:
    """Run the missing migrations; returns whether there were any. Raises TooNew; keeps a copy in `backups` first."""
    at = present(database)
    if at == newest():
        return False
    if at is not None:
        _require_known(at)
        if backups is not None and database.engine.dialect.name == "sqlite":
            backups.mkdir(parents=True, exist_ok=True)
            backup_to(database.engine, str(backups / f"before-upgrade-{at}-{now():%Y%m%d-%H%M%S}.db"))
    writing = database.engine.execution_options(kms_writing=True)
    with writing.begin() as connection:
        options = AlembicConfig(attributes={"connection": connection})
        options.set_main_option("script_location", str(scripts()).replace("%", "%%"))
        command.upgrade(options, "head")
    return True


def _require_known(revision: str) -> None:
    try:
        ScriptDirectory(str(scripts())).get_revision(revision)
    except CommandError as fault:
        raise TooNew(f"The data are at schema {revision}, which this version of kms does not know.") from fault
