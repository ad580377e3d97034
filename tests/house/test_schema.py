"""The models and the migrations agree."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from kms import upgrade
from kms.core.db import Database
from kms.schema import metadata


def open_database(folder: Path) -> Database:
    return Database(f"sqlite:///{folder / 'kms.db'}")


def test_models_and_migrations_create_the_same_tables(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    upgrade.upgrade(database)
    with database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    assert differences == []


def test_an_upgrade_of_a_current_database_does_nothing(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    assert upgrade.upgrade(database)
    assert not upgrade.upgrade(database)


def test_every_migration_is_reversible(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    upgrade.upgrade(database)
    with database.engine.execution_options(kms_writing=True).begin() as connection:
        options = AlembicConfig(attributes={"connection": connection})
        options.set_main_option("script_location", str(upgrade.scripts()))
        command.downgrade(options, "base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version", "sqlite_sequence"}


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    upgrade.upgrade(database)
    with database.transaction() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    try:
        upgrade.upgrade(database)
    except upgrade.TooNew:
        return
    raise AssertionError("a database of a newer version was opened")


def test_the_newest_migration_is_the_head() -> None:
    assert upgrade.newest() == ScriptDirectory(str(upgrade.scripts())).get_current_head()


def test_migrations_import_nothing_of_kms() -> None:
    for file in (upgrade.scripts()).rglob("*.py"):
        assert "kms" not in file.read_text().replace("kms_", ""), file


def test_ids_are_never_reused() -> None:
    for table in metadata.tables.values():
        if "id" in table.columns:
            assert table.dialect_options["sqlite"]["autoincrement"], table.name


def test_upgrading_reads_existing_files_and_indexes_people(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    migrate(database, "0003")
    with database.engine.execution_options(kms_writing=True).begin() as connection:
        for statement in (
            "INSERT INTO people (id, user_name, key, name, is_admin, language, created_at) "
            "VALUES (1, 'ana', 'ana', 'Ana', 0, '', 0)",
            "INSERT INTO groups (id, name, key, description, created_at) VALUES (7, 'Team', 'team', '', 0)",
            "INSERT INTO access_lists (id, audience) VALUES (3, 'group:7')",
            "INSERT INTO groups (id, name, key, description, created_at) VALUES (8, 'Neu', 'neu', '', 0)",
            "INSERT INTO blobs (sha256, size, mime, created_at) VALUES ('a', 1, 'text/plain', 0)",
        ):
            connection.execute(text(statement))
    upgrade.upgrade(database)
    with database.engine.connect() as connection:
        lists = dict(connection.execute(text("SELECT audience, id FROM access_lists")).all())
        grants = connection.execute(text("SELECT acl_id, principal, level FROM grants")).all()
        jobs = set(connection.scalars(text("SELECT kind FROM jobs")))
    assert set(lists) == {"members", "group:7", "group:8"} and lists["group:7"] == 3
    assert set(grants) == {(lists["members"], "members", 1), (lists["group:8"], "group:8", 1)}
    assert jobs == {"files.upkeep", "index.reconcile"}


def test_an_upgrade_keeps_rows_that_others_refer_to(tmp_path: Path) -> None:
    """A table that a migration recreates would lose its rows, or fail because of rows that refer to it."""
    database = open_database(tmp_path)
    migrate(database, "0003")
    with database.engine.execution_options(kms_writing=True).begin() as connection:
        for statement in (
            "INSERT INTO access_lists (id, audience) VALUES (3, 'members')",
            "INSERT INTO spaces (id, slug, name, description, acl_id, created_at) VALUES (1, 'a', 'A', '', 3, 0)",
            "INSERT INTO pages (id, space_id, path, title, title_key, slug, head_id, revision, lists_children, acl_id, "
            "created_at, updated_at) VALUES (1, 1, '/1/', 'A', 'a', 'a', 1, 1, 0, 3, 0, 0)",
            "INSERT INTO revisions (id, page_id, number, title, text, tags, summary, by_system, created_at) "
            "VALUES (1, 1, 1, 'A', 'kept', '[]', '', 0, 0)",
        ):
            connection.execute(text(statement))
    upgrade.upgrade(database)
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT title, space_id FROM pages")).all() == [("A", 1)]
        assert connection.execute(text("SELECT text, page_id FROM revisions")).all() == [("kept", 1)]


def migrate(database: Database, revision: str) -> None:
    with database.engine.execution_options(kms_writing=True).begin() as connection:
        options = AlembicConfig(attributes={"connection": connection})
        options.set_main_option("script_location", str(upgrade.scripts()))
        command.upgrade(options, revision)
