"""Backups that the server takes by itself, and restoring one in place."""

import errno
import os
import sqlite3
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from kms.accounts.models import Person
from kms.admin import backup_views
from kms.backups import reasons, restore_requests, tasks
from kms.backups.store import BackupStore
from kms.core.db import Database
from kms.core.errors import NotFound
from kms.core.rate_limit import RateLimit
from kms.core.translations import translate
from kms.upgrade import newest
from tests import make

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def backups(runtime) -> BackupStore:
    return runtime.backups


def keep(backups: BackupStore, *days_ago: int) -> None:
    for days in days_ago:
        backups.new(datetime(2026, 3, 10, 2, tzinfo=UTC) - timedelta(days=days)).write_bytes(b"x")


def test_only_complete_backups_are_listed(backups) -> None:
    keep(backups, 0, 2, 1)
    for name in ("kms-20260310-020000.tar.gz.part", "notes.txt", "before-upgrade-0005-20260101-000000.db"):
        (backups.folder / name).write_bytes(b"x")
    assert [kept.taken_at.day for kept in backups.list()] == [10, 9, 8]
    with pytest.raises(NotFound):
        backups.get("../kms.db")


def test_the_oldest_are_deleted_and_one_always_stays(backups) -> None:
    keep(backups, 0, 1, 2, 3)
    backups.thin(2)
    assert [kept.taken_at.day for kept in backups.list()] == [10, 9]
    backups.thin(0)
    assert [kept.taken_at.day for kept in backups.list()] == [10]


def test_a_backup_is_due_once_its_hour_has_passed(backups) -> None:
    def due(moment: str) -> bool:
        return tasks.is_due(backups, 2, BERLIN, datetime.fromisoformat(moment))

    assert due("2026-03-10T12:00+01:00")
    keep(backups, 0)  # 3 o'clock in Berlin
    assert not due("2026-03-10T12:00+01:00") and not due("2026-03-11T01:59+01:00")
    assert due("2026-03-11T02:00+01:00") and due("2026-03-14T23:00+01:00")


def test_the_worker_takes_a_backup_and_the_page_lists_it(browser, runtime) -> None:
    root = browser("root")
    assert root.get("/admin/backups").status_code == 200
    assert root.post("/admin/backups").status_code == 303
    assert "is being taken" in root.get("/admin/backups").text
    runtime.worker().drain([tasks.JOB])
    (kept,) = runtime.backups.list()
    assert kept.bytes > 1000
    shown = root.get("/admin/backups").text
    assert kept.name in shown and "is being taken" not in shown


def test_downloading_a_backup_needs_a_password_and_is_logged(browser, runtime) -> None:
    tasks.take(runtime.database, runtime.files, runtime.backups, 7)
    (kept,) = runtime.backups.list()
    root = browser("root")
    root.get("/admin")
    address = f"/admin/backups/{kept.name}/download"
    assert root.post(address, password="wrong").status_code == 422
    assert kept.name not in root.get("/admin/journal").text
    taken = root.post(address, password=make.PASSWORD)
    assert taken.status_code == 200 and taken.data == (runtime.backups.folder / kept.name).read_bytes()
    assert kept.name in root.get("/admin/journal").text


def test_the_backup_pages_limit_password_guesses(browser, runtime, monkeypatch) -> None:
    monkeypatch.setattr(backup_views, "_pace", RateLimit(3, 60))
    path = tasks.take(runtime.database, runtime.files, runtime.backups, 7)
    root = browser("root")
    root.get("/admin")
    tries = [root.post(f"/admin/backups/{path.name}/download", password=f"guess {n}").status_code for n in range(4)]
    assert tries == [422, 422, 422, 429]
    assert root.post(f"/admin/backups/{path.name}/download", password=make.PASSWORD).status_code == 429


def test_only_a_server_that_can_restart_is_asked_to_restore(browser, runtime, monkeypatch) -> None:
    monkeypatch.delenv("KMS_PARENT", raising=False)
    tasks.take(runtime.database, runtime.files, runtime.backups, 7)
    (kept,) = runtime.backups.list()
    root = browser("root")
    root.get("/admin")
    assert root.post(f"/admin/backups/{kept.name}/restore", password=make.PASSWORD).status_code == 409
    monkeypatch.setenv("KMS_PARENT", "1")
    assert root.post(f"/admin/backups/{kept.name}/restore", password="wrong").status_code == 422
    assert restore_requests.requested_restore(runtime.config.data) is None
    assert root.post(f"/admin/backups/{kept.name}/restore", password=make.PASSWORD).status_code == 303
    wish = restore_requests.requested_restore(runtime.config.data)
    assert wish and wish.name == kept.name and wish.by is not None


def ready(runtime) -> bool:
    return restore_requests.make_ready(runtime.backups, runtime.database, runtime.files, newest())


def people_of(data: Path) -> set[str]:
    database = Database(f"sqlite:///{data / 'kms.db'}")
    with database.reading() as session:
        names = set(session.scalars(select(Person.user_name)))
    database.close()
    return names


@pytest.mark.parametrize("cut", range(10))
def test_an_interrupted_restore_continues(runtime, monkeypatch, cut) -> None:
    tasks.take(runtime.database, runtime.files, runtime.backups, 7)
    before = people_of(runtime.config.data)
    with runtime.database.transaction() as session:
        make.person(session, "neu")
    restore_requests.request_restore(
        runtime.config.data, restore_requests.RestoreRequest(runtime.backups.list()[0].name)
    )
    assert ready(runtime)
    runtime.close()
    monkeypatch.setattr(os, "replace", _that_stops_at(cut))
    try:
        restore_requests.change_places(runtime.config.data)
    except InterruptedError:
        monkeypatch.undo()
        restore_requests.change_places(runtime.config.data)
    assert people_of(runtime.config.data) == before
    assert (
        not restore_requests.is_ready(runtime.config.data)
        and restore_requests.requested_restore(runtime.config.data) is None
    )
    assert any(kept.is_safety_copy for kept in runtime.backups.list())
    said = restore_requests.done(runtime.config.data)
    assert said and said.name in [kept.name for kept in runtime.backups.list()]


def test_the_last_restore_is_shown_until_the_next_request(browser, runtime) -> None:
    tasks.take(runtime.database, runtime.files, runtime.backups, 7)
    with runtime.database.reading() as session:
        wish = restore_requests.RestoreRequest(runtime.backups.list()[0].name, make.actor(session, "root").person_id)
    restore_requests.request_restore(runtime.config.data, wish)
    assert (
        'hx-trigger="every 3s"' in browser("root").get("/admin/backups").text
    )  # keeps polling while the server is down
    (runtime.config.data / "restore.ready").mkdir()
    restore_requests.change_places(runtime.config.data)
    shown = browser("root").get("/admin/backups").text
    assert "was brought back today" in shown and "every 3s" not in shown
    restore_requests.write_down(runtime.config.data, runtime.database)
    journal = browser("root").get("/admin/journal").text
    assert f"asked to bring back the backup {wish.name}" in journal and "Root" in journal
    restore_requests.request_restore(runtime.config.data, wish)
    assert "was brought back" not in browser("root").get("/admin/backups").text


def _that_stops_at(cut: int):  # type: ignore[no-untyped-def]
    replace, calls = os.replace, iter(range(1000))

    def replace_or_stop(*args: object) -> None:
        if next(calls) == cut:
            raise InterruptedError
        replace(*args)

    return replace_or_stop


def test_a_damaged_backup_is_refused_and_nothing_changes(runtime) -> None:
    path = tasks.take(runtime.database, runtime.files, runtime.backups, 7)
    path.write_bytes(path.read_bytes()[:3000])
    restore_requests.request_restore(runtime.config.data, restore_requests.RestoreRequest(path.name))
    assert not ready(runtime)
    assert reasons.kind_in(restore_requests.refused(runtime.config.data)) == reasons.DAMAGED
    assert restore_requests.requested_restore(runtime.config.data) is None and not restore_requests.is_ready(
        runtime.config.data
    )
    assert "ana" in people_of(runtime.config.data)


def _no_archive(path: Path) -> None:
    path.write_bytes(b"Einkaufsliste")


def _other_archive(path: Path) -> None:
    with tarfile.open(path, "w:gz") as tar:
        tar.addfile(tarfile.TarInfo("notes.txt"))


def _newer(path: Path) -> None:
    folder = path.parent / "open"
    with tarfile.open(path) as tar:
        tar.extractall(folder, filter="data")
    with sqlite3.connect(folder / "kms.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    with tarfile.open(path, "w:gz") as tar:
        for name in ("kms.db", "secret"):
            tar.add(folder / name, name)


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (_no_archive, reasons.FOREIGN),
        (_other_archive, reasons.FOREIGN),
        (_newer, reasons.NEWER),
        (lambda path: path.write_bytes(path.read_bytes()[:-3000]), reasons.DAMAGED),
        (Path.unlink, reasons.GONE),
    ],
)
def test_a_failed_restore_says_why_in_the_reader_s_language(browser, runtime, spoil, kind) -> None:
    path = tasks.take(runtime.database, runtime.files, runtime.backups, 7)
    spoil(path)
    restore_requests.request_restore(runtime.config.data, restore_requests.RestoreRequest(path.name))
    assert not ready(runtime) and not restore_requests.is_ready(runtime.config.data)
    assert reasons.kind_in(restore_requests.refused(runtime.config.data)) == kind
    page = browser("root").get("/admin/backups", headers={"Accept-Language": "de"}).text
    assert translate(reasons.WORDS[kind], "de") in page and str(reasons.WORDS[kind]) not in page
    assert "ana" in people_of(runtime.config.data)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), reasons.NO_SPACE),
        (sqlite3.OperationalError("database or disk is full"), reasons.NO_SPACE),
        (PermissionError(errno.EACCES, "Permission denied"), reasons.NOT_WRITABLE),
        (OSError(errno.EROFS, "Read-only file system"), reasons.NOT_WRITABLE),
        (ValueError("never seen before"), reasons.UNKNOWN),
    ],
)
def test_a_failed_backup_says_why_in_the_reader_s_language(browser, runtime, monkeypatch, fault, kind):
    def fail(*_: object) -> None:
        raise fault

    root = browser("root")
    root.post("/admin/backups")
    monkeypatch.setattr(tasks, "backup", fail)
    runtime.worker().drain([tasks.JOB])
    page = root.get("/admin/backups", headers={"Accept-Language": "de"}).text
    assert translate(reasons.WORDS[kind], "de") in page
    assert str(fault) not in page and str(reasons.WORDS[kind]) not in page


def test_a_disk_is_reported_before_it_is_full(browser, runtime, monkeypatch) -> None:
    monkeypatch.setattr(BackupStore, "free", lambda self: 1000)
    with pytest.raises(reasons.BackupFailed) as failed:
        tasks.take(runtime.database, runtime.files, runtime.backups, 7)
    assert failed.value.kind == reasons.NO_SPACE


def test_every_reason_has_its_own_message_in_both_languages() -> None:
    for language in ("en", "de"):
        assert len({translate(words, language) for words in reasons.WORDS.values()}) == len(reasons.WORDS)
