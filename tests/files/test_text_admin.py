"""Administrators see which files could not be read and why, and can retry them, but never see their content."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from kms.cli import main
from kms.files.gathered import VERSION
from kms.files.models import Blob, FileText
from kms.files.store import FileStore
from kms.jobs.models import Job


@pytest.fixture
def texts(write):
    """Three contents: one with text, one damaged, one password-protected."""
    with write() as session:
        for sha256, state, reason in (("a" * 64, "text", ""), ("b" * 64, "failed", "damaged"),
                                      ("c" * 64, "none", "encrypted")):  # fmt: skip
            session.add(Blob(sha256=sha256, size=1234, mime="application/pdf"))
            session.flush()
            session.add(FileText(sha256=sha256, state=state, reason=reason, version=VERSION, text="Geheimnis"))


def test_administrators_see_the_state_of_reading_and_the_reasons(texts, browser) -> None:
    shown = browser("root").get("/admin").text
    assert "1 file was read." in shown and "1 file holds no text." in shown
    assert "bbbbbbbbbbbb" in shown and "damaged" in shown
    assert "Geheimnis" not in shown and "aaaaaaaaaaaa" not in shown
    assert browser("ana").get("/admin").status_code == 403


def test_what_failed_is_read_again_on_demand(texts, browser, session) -> None:
    root = browser("root")
    root.get("/admin")
    assert root.post("/admin/files/read-again").status_code == 303
    assert list(session.scalars(select(Job.key).where(Job.kind == "files.text"))) == ["b" * 64]
    assert browser("ana").post("/admin/files/read-again").status_code == 403


def test_the_command_reads_all_again_and_reports_the_result(texts, runtime, write) -> None:
    store: FileStore = runtime.files
    temporary = store.directory / "incoming-x"
    store.directory.mkdir(exist_ok=True)
    temporary.write_bytes(b"Umlaufsperre")
    kept = store.keep(temporary)
    with write() as session:
        session.add(Blob(sha256=kept.sha256, size=kept.size, mime="text/plain"))
    runtime.close()
    data: Path = runtime.config.data
    done = CliRunner().invoke(main, ["read-files", "--data", str(data)])
    assert done.exit_code == 0, done.output
    assert "4 files to read; in all: 1 with text, 0 without, 3 failed." in done.output
    off = CliRunner().invoke(main, ["read-files", "--data", str(data)], env={"KMS_READ_FILES": "no"})
    assert off.exit_code == 1 and "KMS_READ_FILES" in off.output
