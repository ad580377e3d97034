"""Minutes of mixed work at 20 requests a second: memory, open files and the log stay flat (F19, short form)."""

import contextlib
import json
import os
import random
import threading
import time
from pathlib import Path

import pytest

from bench import servers
from kms.runtime import Runtime
from tests import make
from tests.sampling import part

pytestmark = [pytest.mark.prove, pytest.mark.timeout(900)]
SECONDS = int(os.environ.get("KMS_SOAK_SECONDS", part(120, 600)))
CLIENTS, EACH_PER_SECOND = 4, 5
PROCESSES, SNAPSHOTS, TIERS, SEGMENTS_OF_A_TIER = 3, 2, 4, 8
"""Two web processes and the worker; each may hold two states of an index of under 4,096 documents."""


def open_files(server: servers.Running) -> tuple[int, int]:
    """Open files of all processes: index segments, whose number fluctuates as they are merged, and all others."""
    names = [name for pid in servers.tree(server.process.pid) for name in open_names(pid)]
    segments = sum(".seg" in name for name in names)
    return segments, len(names) - segments


def open_names(pid: int) -> list[str]:
    names = []
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            names.append(str(entry.readlink()))
    return names


def work(port: int, key: str, number: int, end: float, faults: list[str]) -> None:
    """Read, search, save and bookmark, evenly in time."""
    chance = random.Random(number)
    speaker = servers.Client(port, {"Authorization": f"Bearer {key}", "Content-Type": "application/json"})
    page, revision = 0, 0
    while time.monotonic() < end:
        started = time.monotonic()
        choice = chance.random()
        if choice < 0.1 or not page:
            body = {"space": "alle", "title": f"Seite {chance.random()}", "text": "Leitern " * chance.randint(1, 400)}
            status, answer, _ = speaker.send("POST", "/api/v1/pages", json.dumps(body).encode())
            page, revision = json.loads(answer)["id"], 1
        elif choice < 0.3:
            body = {"base_revision": revision, "text": f"Leitern {chance.random()} " * chance.randint(1, 300)}
            status, answer, _ = speaker.send("PUT", f"/api/v1/pages/{page}", json.dumps(body).encode())
            revision = json.loads(answer)["revision"]
        elif choice < 0.5:
            body = {
                "url": f"https://example.org/{number}/{chance.randint(1, 200)}",
                "title": f"Titel {chance.random()}",
            }
            status, answer, _ = speaker.send("PUT", "/api/v1/bookmarks", json.dumps(body).encode())
        else:
            path = chance.choice(["/search?q=leitern", f"/pages/{page}", "/pages", "/bookmarks", "/tags", "/spaces"])
            status, answer, _ = speaker.send("GET", f"/api/v1{path}")
        if status >= 400:
            faults.append(f"{status} {answer[:200]!r}")
        time.sleep(max(0.0, started + 1 / EACH_PER_SECOND - time.monotonic()))


def test_a_soak_keeps_memory_files_and_log_flat(runtime: Runtime) -> None:
    with runtime.database.transaction() as session:
        make.space(session, "ana", "alle")
        key = make.token(session, "ana")
    data = Path(runtime.config.data)
    runtime.close()
    faults: list[str] = []
    with servers.kms(data) as server:
        start = time.monotonic()
        threads = [
            threading.Thread(target=work, args=(server.port, key, n, start + SECONDS, faults)) for n in range(CLIENTS)
        ]
        for thread in threads:
            thread.start()
        time.sleep(SECONDS * 0.6)
        memory, (_, files) = server.memory(), open_files(server)
        for thread in threads:
            thread.join()
        assert faults == []
        assert server.memory() < memory * 1.1
        segments, others = open_files(server)
        assert others <= files + 8
        assert segments <= PROCESSES * SNAPSHOTS * TIERS * SEGMENTS_OF_A_TIER
        assert (data / "kms.db-wal").stat().st_size < 64_000_000
