"""The worker is killed repeatedly while it reads files: every text is found in the end (F16)."""

import io
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select, update

from kms.cli_data import damage
from kms.files.models import FileText
from kms.files.service import store_upload
from kms.files.tasks import leave_jobs
from kms.wiki.files import service as files
from tests import make
from tests.sampling import part

pytestmark = [pytest.mark.prove, pytest.mark.timeout(600)]
KILLS = int(os.environ.get("KMS_KILLS_WHILE_READING", part(8, 15)))
FILES = 8
DATA = Path(__file__).parents[1] / "files" / "data"


def test_no_file_is_lost_and_no_reader_is_left_behind(runtime) -> None:
    with runtime.database.transaction() as session:
        make.space(session, "ana", "alle")
        page = make.page(session, "ana", "alle", "Pumpen", "x")
    for number in range(FILES):
        _attach(runtime, page, number)
    chance = random.Random(7)
    for _ in range(KILLS):
        worker = subprocess.Popen([sys.executable, "-m", "kms.cli", "worker", "--data", str(runtime.config.data)])
        time.sleep(1 + 2 * chance.random())
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    with runtime.database.transaction() as session:
        session.execute(update(FileText).values(version=0))  # retry what three kills marked as deadly
        leave_jobs(session)
    runtime.worker().drain()
    with runtime.database.reading() as session:
        states = list(session.scalars(select(FileText.state)))
        found = runtime.index.ids("file")
    assert states == ["text"] * FILES and len(found) == FILES
    assert damage(runtime) == []
    time.sleep(1)
    left = subprocess.run(["pgrep", "-P", "1", "-f", "kms.files.reader"], capture_output=True, text=True).stdout
    assert left == ""


def _attach(runtime, page: int, number: int) -> None:
    content = (DATA / "pages.pdf").read_bytes() + b"\n%" + str(number).encode() * 10
    taken = store_upload(runtime.files, runtime.files.receive(io.BytesIO(content), 10_000_000), f"plan-{number}.pdf")
    with runtime.database.transaction() as session:
        files.attach(session, make.actor(session, "ana"), "alle", page, taken)
