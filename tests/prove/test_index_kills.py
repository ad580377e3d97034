"""Kill -9 of the worker again and again during commits and rebuilds: the index ends like one that was just built."""

import multiprocessing
import os
import random
import signal
import time
from pathlib import Path

import pytest

from kms.config import Config
from kms.runtime import Runtime
from kms.search.engine.whoosh.index import Index
from tests import make
from tests.sampling import part
from tests.search.contents import contents

pytestmark = [pytest.mark.prove, pytest.mark.timeout(1200)]
KILLS = int(os.environ.get("KMS_INDEX_KILLS", part(40, 100)))
WORDS = ["leiter", "prüfung", "urlaub", "wahl", "säge", "holz", "dach", "ziegel"]


def work(config: Config, seed: int) -> None:
    """The worker's job, with a rebuild now and then, until it is killed."""
    chance = random.Random(seed)
    runtime = Runtime.from_config(config)
    runtime.indexing.start()
    while True:
        runtime.worker().drain(("index",))
        if chance.random() < 0.05:
            runtime.indexing.rebuild()


def test_kills_leave_no_difference(runtime: Runtime, tmp_path: Path) -> None:
    chance = random.Random(11)
    with runtime.database.transaction() as session:
        make.space(session, "ana", "alle")
        pages = [make.page(session, "ana", "alle", f"Seite {number}", "Anfang") for number in range(40)]
    for turn in range(KILLS):
        process = multiprocessing.get_context("spawn").Process(target=work, args=(runtime.config, turn))
        process.start()
        end = time.monotonic() + 1.2 + chance.random()
        while time.monotonic() < end:
            with runtime.database.transaction() as session:
                _change(session, chance, pages)
            time.sleep(0.01)
        assert process.pid and process.is_alive(), "the worker ended by itself"
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        Index(runtime.config.data / "index").generation()
    runtime.indexing.start()
    runtime.worker().drain(("index",))
    fresh = Index(tmp_path / "fresh")
    fresh.rebuild(runtime.indexing._all())
    assert contents(runtime.index) == contents(fresh)


def _change(session: object, chance: random.Random, pages: list[int]) -> None:
    from kms.wiki.models import Page

    page = session.get(Page, chance.choice(pages))  # type: ignore[attr-defined]
    page.title = " ".join(chance.choices(WORDS, k=3))
