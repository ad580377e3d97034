"""Texts are read in the background, each content once; whatever happens to a reader, no work is lost or repeated."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from kms.core import clock
from kms.files import tasks
from kms.files.models import Blob, FileText
from kms.files.queries import contents_of, progress, unread
from kms.files.reading import Reading, ReadLimits
from kms.files.service import register, store_upload
from kms.jobs.models import Job

DATA = Path(__file__).parent / "data"


@pytest.fixture(autouse=True)
def machine_clock():
    yield
    clock.set_source(None)


@pytest.fixture
def keep(runtime):
    """`keep(content)` stores a content with a job to read it; returns its hash."""

    def keep(content: bytes, name: str = "a.txt") -> str:
        taken = store_upload(runtime.files, runtime.files.receive(io.BytesIO(content), 10_000_000), name)
        with runtime.database.transaction() as session:
            register(session, taken)
            tasks.leave_jobs(session)
        return taken.sha256

    return keep


@pytest.fixture
def read(runtime):
    """`read(hash, reader)`: one attempt with this reader; returns the row."""

    def read(sha256: str, reader) -> FileText:
        tasks.read_content(runtime.database, runtime.files, ReadLimits(), sha256, reader)
        with runtime.database.reading() as session:
            return session.scalars(select(FileText).where(FileText.sha256 == sha256)).one()

    return read


def waiting(session) -> dict[str, str]:
    session.rollback()
    return {job.key: job.kind for job in session.scalars(select(Job).where(Job.kind == "files.text"))}


def test_the_worker_reads_a_new_content_and_keeps_its_text(runtime, keep, session) -> None:
    sha256 = keep((DATA / "pages.pdf").read_bytes(), "plan.pdf")
    runtime.worker().drain(("files.text",))
    found = contents_of(session, [sha256])[sha256]
    assert "Wärmepumpe2" in found.text and [part.name for part in found.parts] == ["1", "2", "3"]
    assert waiting(session) == {} and progress(session).read == 1


def test_a_content_is_read_once(keep, read) -> None:
    sha256, calls = keep(b"text"), []
    for _ in range(3):
        read(sha256, lambda path, limits: calls.append(path) or Reading("text", "", "text"))
    assert len(calls) == 1


def test_a_newer_reader_reads_everything_again(keep, read, runtime, session, monkeypatch) -> None:
    sha256 = keep(b"text")
    read(sha256, lambda path, limits: Reading("none", "kind"))
    monkeypatch.setattr(tasks, "VERSION", tasks.VERSION + 1)
    with runtime.database.transaction() as changing:
        assert tasks.leave_jobs(changing) == 1
    assert waiting(session) == {sha256: "files.text"}
    assert read(sha256, lambda path, limits: Reading("text", "", "new")).text == "new"


def test_pictures_are_not_read(runtime, session) -> None:
    with runtime.database.transaction() as changing:
        for number, mime in enumerate(("image/png", "video/mp4", "text/plain")):
            changing.add(Blob(sha256=str(number), size=1, mime=mime))
        changing.flush()
        assert tasks.leave_jobs(changing) == 1
    assert waiting(session) == {"2": "files.text"}


def test_timeouts_are_retried_three_times_with_growing_delay(keep, read, session) -> None:
    sha256, tries = keep(b"text"), []

    def slow(path: Path, limits: ReadLimits) -> Reading:
        tries.append(path)
        return Reading("failed", "time")

    for attempt in range(1, 4):
        row = read(sha256, slow)
        assert (row.state, row.reason, row.attempts) == ("failed", "time", attempt)
        session.rollback()
        if attempt < 3:
            assert session.scalars(select(Job).where(Job.kind == "files.text")).one().run_at > clock.now()
        moment = clock.now() + timedelta(hours=attempt)
        clock.set_source(lambda moment=moment: moment)
    read(sha256, slow)
    assert len(tries) == 3 and [(u.sha256, u.reason) for u in unread(session)] == [(sha256, "time")]


def test_damaged_contents_are_not_tried_again(keep, read) -> None:
    sha256, tries = keep(b"text"), []
    for _ in range(3):
        read(sha256, lambda path, limits: tries.append(path) or Reading("failed", "damaged"))
    assert len(tries) == 1


def test_a_content_that_kills_the_worker_is_skipped_the_third_time(keep, read) -> None:
    sha256, tries = keep(b"text"), []

    def deadly(path: Path, limits: ReadLimits) -> Reading:
        tries.append(path)
        raise KeyboardInterrupt

    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            read(sha256, deadly)
    row = read(sha256, deadly)
    assert len(tries) == 3 and (row.state, row.reason) == ("failed", "died")


def test_a_job_whose_worker_was_killed_is_done_by_the_next_one(keep, read, runtime, session) -> None:
    sha256 = keep(b"Ersatzteil")
    with pytest.raises(KeyboardInterrupt):
        read(sha256, lambda path, limits: (_ for _ in ()).throw(KeyboardInterrupt))
    assert waiting(session) == {sha256: "files.text"} and contents_of(session, [sha256]) == {}
    runtime.worker().drain(("files.text",))
    session.rollback()
    assert contents_of(session, [sha256])[sha256].text == "Ersatzteil"


def test_a_content_whose_file_is_gone_says_so(keep, read, runtime) -> None:
    sha256 = keep(b"text")
    runtime.files.path(sha256).unlink()
    assert read(sha256, lambda path, limits: Reading("text")).reason == "missing"


def test_contents_can_be_read_again_all_or_those_that_failed(keep, read, runtime, session) -> None:
    good, bad = keep(b"good"), keep(b"bad")
    read(good, lambda path, limits: Reading("text", "", "good"))
    read(bad, lambda path, limits: Reading("failed", "damaged"))
    with runtime.database.transaction() as changing:
        assert tasks.read_again(changing, only_failed=True) == 1
        assert tasks.read_again(changing, only_failed=False) == 2


def test_nothing_is_read_if_reading_is_switched_off(runtime, keep, session) -> None:
    sha256 = keep(b"text")
    tasks.handlers(runtime.database, runtime.files, None)["files.text"].run([sha256])
    assert contents_of(session, [sha256]) == {}
