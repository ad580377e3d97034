"""A full disk (security F5): plain words with 507, no typed text is lost, reading works, the rest continues later."""

import errno
import io
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from kms.imports.models import FAILED, LOOK_JOB, RUN_JOB, ImportRun
from kms.imports.runner import FULL
from kms.runtime import Runtime
from kms.wiki.models import Page
from kms.wiki.pages import queries
from tests import make
from tests.conftest import BASE

Full = Callable[[], AbstractContextManager[None]]
WORDS = {"en": "The disk of the server is full.", "de": "Die Festplatte des Servers ist voll."}


@pytest.fixture
def page(write: Any) -> int:
    with write() as session:
        make.space(session, "ana", "alle")
        return make.page(session, "ana", "alle", "Leitern", "alt")


@pytest.fixture(params=["do_commit", "do_execute"])
def full_database(request: Any, runtime: Runtime, monkeypatch: Any) -> Full:
    """What SQLite does when its log cannot grow: at the end of a transaction, or in the middle of a large one."""

    def no_room(*args: Any, **_: Any) -> None:
        if request.param == "do_commit":
            args[0].rollback()
        if request.param == "do_commit" or str(args[1]).startswith(("INSERT", "UPDATE", "DELETE")):
            raise sqlite3.OperationalError("database or disk is full")
        args[0].execute(*args[1:3])

    @contextmanager
    def filled() -> Iterator[None]:
        with monkeypatch.context() as patch:
            patch.setattr(runtime.database.engine.dialect, request.param, no_room)
            yield

    return filled


@pytest.fixture
def full_files(monkeypatch: Any) -> Full:
    """Every new file is redirected to a device that is always full."""

    make_file = tempfile.mkstemp

    def begin(**options: Any) -> tuple[int, str]:
        handle, name = make_file(**options)
        os.close(handle)
        return os.open("/dev/full", os.O_WRONLY), name

    @contextmanager
    def filled() -> Iterator[None]:
        with monkeypatch.context() as patch:
            patch.setattr("kms.files.store.tempfile.mkstemp", begin)
            yield

    return filled


def text(session: Any, page_id: int) -> str:
    session.rollback()
    return queries.get_head(session, session.get_one(Page, page_id)).text


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_save_reports_it_and_returns_the_typed_text(full_database, page, browser, session, language) -> None:
    ana = browser("ana")
    ana.get(f"/p/{page}/edit")
    sent = {"csrf_token": ana.token, "title": "Leitern", "text": "neu & viel", "base_revision": "1", "tags": "lager"}
    ask = {"headers": {"Accept-Language": language}, "base_url": BASE}
    with full_database():
        refused = ana.client.post(f"/p/{page}/edit", data=sent, **ask)
        assert ana.get(f"/p/{page}/leitern").status_code == 200, "reading goes on"
    assert refused.status_code == 507 and WORDS[language] in refused.text
    assert "neu &amp; viel</textarea>" in refused.text and 'name="tags" value="lager"' in refused.text
    assert "Traceback" not in refused.text and text(session, page) == "alt"
    assert ana.client.post(f"/p/{page}/edit", data=sent, **ask).status_code == 303, "no restart is needed"
    assert text(session, page) == "neu & viel"


def test_api_clients_get_a_problem_document(full_database, page, program, session) -> None:
    ana = program("ana")
    change = {"title": "Leitern", "text": "neu", "base_revision": 1}
    with full_database():
        refused = ana("PUT", f"/pages/{page}", change)
    assert refused.status_code == 507 and refused.mimetype == "application/problem+json"
    assert refused.json["title"].startswith(WORDS["en"])
    assert ana("PUT", f"/pages/{page}", change).status_code == 200 and text(session, page) == "neu"


def test_a_password_is_not_returned_in_a_page(full_database, browser) -> None:
    nobody = browser("guest")
    nobody.get("/sign-in")
    with full_database():
        refused = nobody.post("/sign-in", user_name="ben", password=make.PASSWORD)
    assert refused.status_code == 507 and make.PASSWORD not in refused.text


@pytest.mark.parametrize("content", [b"text" * 1000, b"\x89PNG\r\n\x1a\n" + bytes(1000)])
def test_an_upload_reports_it_and_leaves_nothing(full_files, page, browser, runtime, content) -> None:
    ana = browser("ana")
    ana.get(f"/p/{page}")

    def upload() -> Any:
        data = {"csrf_token": ana.token, "file": (io.BytesIO(content), "a.txt")}
        accept = {"Accept": "application/json"}
        return ana.client.post(f"/spaces/alle/files?page={page}", data=data, headers=accept, base_url=BASE)

    with full_files():
        refused = upload()
    assert refused.status_code == 507 and refused.json["title"].startswith(WORDS["en"])
    assert list((runtime.config.data / "files").glob("incoming-*")) == []
    assert upload().status_code != 507


def test_a_job_waits_for_space_and_counts_no_attempt(full_database, page, runtime, index_all, browser) -> None:
    worker = runtime.worker()
    with full_database(), pytest.raises(Exception, match="full"):
        worker.drain(("index",))
    index_all()
    assert "Leitern" in browser("ana").get("/search?q=Leitern").text


def test_an_import_without_space_reports_it(page, browser, runtime, write, full_files) -> None:
    ana = browser("ana")
    ana.get("/bring")
    files = [(io.BytesIO(b"# Neu\n\n[a](a.txt)"), "n.md"), (io.BytesIO(b"a" * 9000), "a.txt")]
    address = ana.post("/bring", files=files, space="alle").headers["Location"].removeprefix(BASE)
    runtime.worker().drain((LOOK_JOB,))
    ana.get(address)
    ana.post(f"{address}/start", space="alle")
    with full_files():
        runtime.worker().drain((RUN_JOB,))
    with runtime.database.reading() as session:
        run = session.get_one(ImportRun, int(address.rpartition("/")[2]))
        assert (run.state, run.error) == (FAILED, FULL)
    assert WORDS["en"] in ana.get(address).text


def test_the_self_check_reports_the_full_disk(browser, monkeypatch) -> None:
    class Usage:
        free = 4096

    root = browser("root")
    monkeypatch.setattr("kms.admin.checks.shutil.disk_usage", lambda path: Usage)
    assert WORDS["en"].rstrip(".") in root.get("/admin").text


def test_an_index_without_space_is_not_broken(page, runtime, index_all, browser, write, monkeypatch) -> None:
    index_all()
    with write() as session:
        make.page(session, "ana", "alle", "Neue Säge")

    def no_room(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("kms.search.engine.whoosh.index.Index.rebuild", lambda *_: pytest.fail("it was rebuilt"))
        patch.setattr("kms.search.engine.whoosh.directory.IndexDirectory.writer", no_room)
        with pytest.raises(OSError, match="No space left"):
            runtime.worker().drain(("index",))
        assert "Leitern" in browser("ana").get("/search?q=Leitern").text, "what was found is found"
    index_all()
    assert "/neue-saege" in browser("ana").get("/search?q=Säge").text
