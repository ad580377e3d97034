"""Kill -9 again and again under writes: nothing acknowledged is lost, nothing is half stored (F1, F16, B70)."""

import json
import os
import random
import signal
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bench import servers
from kms.cli_data import damage
from kms.runtime import Runtime
from tests import make
from tests.sampling import part

pytestmark = [pytest.mark.prove, pytest.mark.timeout(1200)]
KILLS = int(os.environ.get("KMS_KILLS", part(20, 50)))
WRITERS = 4


@dataclass
class Journal:
    """What was acknowledged, kept outside the data directory: revisions by page, titles by bookmark."""

    revisions: dict[tuple[int, int], str] = field(default_factory=dict)
    bookmarks: dict[int, str] = field(default_factory=dict)
    trashed: set[int] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)


@pytest.fixture
def keys(runtime: Runtime) -> str:
    with runtime.database.transaction() as session:
        make.space(session, "ana", "alle")
        return make.token(session, "ana")


def client(port: int, key: str) -> servers.Client:
    return servers.Client(port, {"Authorization": f"Bearer {key}", "Content-Type": "application/json"})


def write_until(stop: threading.Event, port: int, key: str, number: int, journal: Journal) -> None:
    """Create pages and bookmarks, change them, trash some; record each only once the server has confirmed."""
    chance = random.Random(number)
    try:
        speaker = client(port, key)
        page, revision = _new_page(speaker, number, journal)
        while not stop.is_set():
            choice = chance.random()
            if choice < 0.5:
                text = f"text {number} {chance.random()} " + "word " * chance.randint(1, 300)
                body = {"base_revision": revision, "text": text}
                answer = _send(speaker, "PUT", f"/pages/{page}", body, journal)
                revision = answer["revision"]
                journal.revisions[page, revision] = text
            elif choice < 0.9:
                title = f"title {chance.random()}"
                body = {"url": f"https://example.org/{number}/{chance.randint(1, 50)}", "title": title, "tags": [title]}
                answer = _send(speaker, "PUT", "/bookmarks", body, journal)
                journal.bookmarks[answer["id"]] = title
            else:
                gone = page
                page, revision = _new_page(speaker, number, journal)
                _send(speaker, "DELETE", f"/pages/{gone}", None, journal)
                journal.trashed.add(gone)
    except (OSError, ConnectionError, servers.http.client.HTTPException):
        return


def _new_page(speaker: servers.Client, number: int, journal: Journal) -> tuple[int, int]:
    text = f"new page of {number} {time.time()}"
    answer = _send(speaker, "POST", "/pages", {"space": "alle", "title": f"Page {time.time()}", "text": text}, journal)
    journal.revisions[answer["id"], 1] = text
    return answer["id"], 1


def _send(speaker: servers.Client, method: str, path: str, body: object, journal: Journal) -> dict:
    status, answer, _ = speaker.send(method, f"/api/v1{path}", json.dumps(body).encode() if body else None)
    if status >= 400:
        journal.failures.append(f"{method} {path}: {status} {answer[:200]!r}")
        raise ConnectionError
    return json.loads(answer) if answer else {}


def victims(server: servers.Running, kind: str) -> list[int]:
    """Which processes are killed this time."""
    tree = servers.tree(server.process.pid)
    workers = [pid for pid in tree if "kms.cli worker" in servers._command(pid)]
    if kind == "worker":
        return workers
    if kind == "one web process":
        return [pid for pid in tree[1:] if pid not in workers][-1:]
    return tree


def check(runtime: Runtime, journal: Journal) -> None:
    """Every acknowledged write is there, whole."""
    from kms.bookmarks.models import Bookmark
    from kms.wiki.models import Page, Revision

    with runtime.database.reading() as session:
        texts = {(r.page_id, r.number): r.text for r in session.query(Revision)}
        lost = [key for key, text in journal.revisions.items() if texts.get(key) != text]
        assert lost == []
        titles = {b.id: b.title for b in session.query(Bookmark)}
        assert [id for id in journal.bookmarks if id not in titles] == []
        pages = {page.id: page for page in session.query(Page)}
        assert [id for id in journal.trashed if pages[id].trashed_at is None] == []
        for page in pages.values():
            assert page.revision == max(number for id, number in texts if id == page.id)


def test_kills_lose_nothing_acknowledged(runtime: Runtime, keys: str) -> None:
    chance, journal, data = random.Random(7), Journal(), Path(runtime.config.data)
    runtime.close()
    for number in range(KILLS):
        kind = ("everything", "worker", "one web process")[number % 3]
        with servers.kms(data) as server:
            stop = threading.Event()
            writers = [
                threading.Thread(target=write_until, args=(stop, server.port, keys, number * WRITERS + n, journal))
                for n in range(WRITERS)
            ]
            for writer in writers:
                writer.start()
            time.sleep(chance.uniform(0.1, 0.8))
            for pid in victims(server, kind):
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.1)
            stop.set()
            for writer in writers:
                writer.join(30)
        time.sleep(0.6)
        check(runtime, journal)
    assert journal.failures == []
    assert len(journal.revisions) > KILLS and len(journal.bookmarks) > 20
    assert damage(runtime) == []
    runtime.indexing.start()
    runtime.worker().drain(("index",))
    assert runtime.indexing.reconcile() == 0
    print(
        f"{KILLS} kills, {len(journal.revisions)} revisions and {len(journal.bookmarks)} bookmarks acknowledged, 0 lost"
    )


def test_a_second_server_on_the_same_data_is_refused(runtime: Runtime) -> None:
    data = Path(runtime.config.data)
    runtime.close()
    with servers.kms(data) as server:
        port = servers.free_port()
        import subprocess
        import sys

        second = subprocess.run(
            [sys.executable, "-m", "kms.cli", "serve", "--data", str(data), "--port", str(port)],
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert second.returncode == 1 and "already" in second.stderr
        assert server.process.poll() is None


def test_a_server_stops_cleanly_and_leaves_no_process(runtime: Runtime) -> None:
    data = Path(runtime.config.data)
    runtime.close()
    with servers.kms(data) as server:
        tree = servers.tree(server.process.pid)
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(20) == 0
    time.sleep(1)
    assert [pid for pid in tree if Path(f"/proc/{pid}").exists()] == []


def test_a_killed_server_leaves_no_process(runtime: Runtime) -> None:
    data = Path(runtime.config.data)
    runtime.close()
    with servers.kms(data) as server:
        tree = servers.tree(server.process.pid)
        os.kill(server.process.pid, signal.SIGKILL)
        end = time.monotonic() + 5
        while any(Path(f"/proc/{pid}").exists() for pid in tree[1:]) and time.monotonic() < end:
            time.sleep(0.1)
    assert [pid for pid in tree[1:] if Path(f"/proc/{pid}").exists()] == []
