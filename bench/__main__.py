"""`python3 dev.py bench [NAME …] [--scale N] [--json]`: the cost of common tasks compared to a bare floor."""

import argparse
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import delete

from bench import content, servers
from bench.servers import Client, Running
from kms.config import Config
from kms.jobs.models import Job
from kms.runtime import Runtime
from kms.upgrade import newest, upgrade
from kms.wiki.pages.rendering import ENGINE

ROUNDS = 5
ROOT = Path(__file__).parents[1]
CACHE = ROOT / "build" / "bench"
OWN = ROOT / "tests" / "data"
REAL = Path(os.environ.get("KMS_SHARED", ROOT.parent / "shared")) / "data"


@dataclass(frozen=True)
class Row:
    """One line of the table: CPU ms per request of all server processes, and its ratio to the floor."""

    task: str
    cpu_ms: float
    low: float
    high: float
    ratio: float | None
    p50_ms: float
    p95_ms: float
    note: str = ""


@dataclass
class Bench:
    """Shared by all tasks: the running servers and clients of people."""

    server: Running
    floor: Running
    reader: Client
    api: Client
    data: Path
    keys: dict[str, str]


def main() -> None:
    """Prepare content, start both servers, run the tasks, print the table."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"some of: {', '.join(TASKS)}")
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    unknown = set(options.names) - set(TASKS)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as folder:
        rows = run(Path(folder), options.names or list(TASKS), options.scale)
    if options.json:
        print(json.dumps([asdict(row) for row in rows], indent=1))
        return
    print(f"load {os.getloadavg()[0]:.1f}, scale {options.scale}, {ROUNDS} rounds; CPU of all processes of the server")
    print(f"{'task':<22}{'CPU ms':>8}{'min':>8}{'max':>8}{'x floor':>9}{'p50 ms':>8}{'p95 ms':>8}  note")
    for row in rows:
        ratio = f"{row.ratio:.2f}" if row.ratio is not None else ""
        print(f"{row.task:<22}{row.cpu_ms:>8.2f}{row.low:>8.2f}{row.high:>8.2f}{ratio:>9}"
              f"{row.p50_ms:>8.2f}{row.p95_ms:>8.2f}  {row.note}")  # fmt: skip


def run(folder: Path, names: list[str], scale: int) -> list[Row]:
    """All rows of the table."""
    source, keys = prepared(scale)
    data = folder / "data"
    shutil.copytree(source, data)
    rows: list[Row] = []
    with servers.kms(data) as server, servers.floor(folder) as floor:
        api = Client(server.port, {"Authorization": f"Bearer {keys['person1']}", "Content-Type": "application/json"})
        bench = Bench(server, floor, sign_in(server.port), api, data, keys)
        for name in names:
            print(f"… {name}", file=sys.stderr)
            rows += TASKS[name](bench)
    return rows


def prepared(scale: int) -> tuple[Path, dict[str, str]]:
    """The content, generated once and kept under build/bench."""
    home = CACHE / f"{newest()}-{ENGINE}-{content.SEED}-{scale}"
    if not (home / "keys.json").exists():
        shutil.rmtree(home, ignore_errors=True)
        print("… making the content (once)", file=sys.stderr)
        (home / "data").mkdir(parents=True)
        runtime = Runtime.from_config(Config(data=home / "data"))
        runtime.config.secret()
        upgrade(runtime.database)
        keys = content.fill(runtime, scale)
        runtime.indexing.rebuild()
        with runtime.database.transaction() as session:
            session.execute(delete(Job))
        runtime.close()
        (home / "keys.json").write_text(json.dumps(keys))
    return home / "data", json.loads((home / "keys.json").read_text())


def sign_in(port: int, name: str = "person1") -> Client:
    """A signed-in browser."""
    client = Client(port)
    status, page, headers = client.send("GET", "/sign-in")
    token = re.search(rb'name="csrf-token" content="([^"]+)"', page)
    assert token, status
    cookie = headers.get_all("Set-Cookie")[0].split(";")[0]
    form = urlencode({"csrf_token": token[1].decode(), "user_name": name, "password": content.PASSWORD}).encode()
    status, _, headers = client.send(
        "POST", "/sign-in", form, Cookie=cookie, **{"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert status == 303, status
    session = next(value for value in headers.get_all("Set-Cookie") if value.startswith("kms="))
    client.headers["Cookie"] = session.split(";")[0]
    return client


def measure(
    bench: Bench, task: str, ask: Callable[[int], float], count: int, *, settle: bool = False, note: str = ""
) -> Row:
    """Alternate rounds of our server and of the floor; `ask(n)` makes one request and returns its wall time in
    seconds."""
    ours, floors, walls = [], [], []
    plain = Client(bench.floor.port)
    _, _, headers = plain.send("GET", "/")
    plain.headers["Cookie"] = headers.get_all("Set-Cookie")[0].split(";")[0]
    for number in range(min(count, 20)):
        ask(number)
    done = 20
    for _ in range(ROUNDS):
        before = bench.server.cpu()
        for _ in range(count):
            walls.append(ask(done))
            done += 1
        if settle:
            wait_for_jobs(bench)
        ours.append((bench.server.cpu() - before) / count)
        before = bench.floor.cpu()
        for _ in range(300):
            plain.send("GET", "/")
        floors.append((bench.floor.cpu() - before) / 300)
    ratio = statistics.median(one / other for one, other in zip(ours, floors, strict=True))
    walls.sort()
    return Row(task, statistics.median(ours), min(ours), max(ours), ratio,
               walls[len(walls) // 2] * 1000, walls[int(len(walls) * 0.95)] * 1000, note)  # fmt: skip


def timed(client: Client, method: str, path: str, body: bytes | None = None, good: tuple[int, ...] = (200,)) -> float:
    """The wall time of one request in seconds."""
    start = time.perf_counter()
    status, answer, _ = client.send(method, path, body)
    seconds = time.perf_counter() - start
    if status not in good:
        raise RuntimeError(f"{method} {path}: {status} {answer[:300]!r}")
    return seconds


def wait_for_jobs(bench: Bench) -> None:
    """Wait until the worker has finished all due jobs."""
    metrics = Client(bench.server.port)
    while b"kms_jobs_due 0.0" not in metrics.send("GET", "/metrics")[1]:
        time.sleep(0.05)


def bench_view(bench: Bench) -> list[Row]:
    ids = [entry["id"] for entry in json.loads(bench.api.send("GET", "/api/v1/pages?limit=50")[1])["items"]]
    paths = [f"/p/{id}/{_slug(bench, id)}" for id in ids]
    return [measure(bench, "view", lambda n: timed(bench.reader, "GET", paths[n % len(paths)]), 200)]


def _slug(bench: Bench, page_id: int) -> str:
    return str(json.loads(bench.api.send("GET", f"/api/v1/pages/{page_id}")[1])["url"]).rsplit("/", 1)[-1]


def bench_search(bench: Bench) -> list[Row]:
    words = content.Words.make(random.Random(content.SEED)).words
    pairs = zip(words[200:300], words[400:500], strict=True)
    classes = {"mid": words[300:400], "rare": words[8000:8100], "two words": [f"{a} {b}" for a, b in pairs]}
    rows = []
    for number, (name, asked) in enumerate(classes.items(), 1):
        reader = sign_in(bench.server.port, f"person{number}")  # a single person would hit the rate limit
        paths = [f"/search?{urlencode({'q': word})}" for word in asked]
        rows.append(measure(bench, f"search {name}", lambda n, r=reader, p=paths: timed(r, "GET", p[n % len(p)]), 40))
    return rows


def bench_save(bench: Bench) -> list[Row]:
    chance, words = random.Random(1), content.Words.make(random.Random(content.SEED))
    items = json.loads(bench.api.send("GET", "/api/v1/pages?limit=50&space=space-1")[1])["items"]
    pages = [json.loads(bench.api.send("GET", f"/api/v1/pages/{item['id']}")[1]) for item in items]
    state = {page["id"]: page["revision"] for page in pages}
    texts = {page["id"]: page["text"] for page in pages}

    def save(number: int) -> float:
        id = pages[number % len(pages)]["id"]
        text = texts[id].replace("\n\n", f"\n\n{chance.choice(words.words)} ", 1)
        body = json.dumps({"base_revision": state[id], "text": text}).encode()
        seconds = timed(bench.api, "PUT", f"/api/v1/pages/{id}", body)
        state[id] += 1
        texts[id] = text
        return seconds

    row = measure(bench, "save", save, 40, settle=True, note="with indexing")
    return [row, found_after(bench, pages[0]["id"], state, texts)]


def found_after(bench: Bench, page_id: int, state: dict[int, int], texts: dict[int, str]) -> Row:
    """Seconds from the response to a save until another person's search finds it."""
    other = Client(bench.server.port, {"Authorization": f"Bearer {bench.keys['person2']}"})
    waits = []
    for number in range(15):
        word = f"xyzzy{number}{int(time.time())}"
        texts[page_id] += f"\n\n{word}\n"
        body = json.dumps({"base_revision": state[page_id], "text": texts[page_id]}).encode()
        timed(bench.api, "PUT", f"/api/v1/pages/{page_id}", body)
        state[page_id] += 1
        start = time.perf_counter()
        while json.loads(other.send("GET", f"/api/v1/search?q={word}")[1])["total"] == 0:
            time.sleep(0.05)
        waits.append((time.perf_counter() - start) * 1000)
    waits.sort()
    return Row(
        "found after a save", 0, 0, 0, None, waits[len(waits) // 2], waits[-1], "wall ms; p95 is the worst of 15"
    )


def bench_add(bench: Bench) -> list[Row]:
    def add(number: int) -> float:
        body = json.dumps(
            {"url": f"https://new.example/{number}-{time.time()}", "title": f"New {number}", "tags": ["tag1", "tag2"]}
        )
        return timed(bench.api, "PUT", "/api/v1/bookmarks", body.encode(), (201,))

    return [measure(bench, "add", add, 100, settle=True, note="with indexing")]


def bench_list(bench: Bench) -> list[Row]:
    return [measure(bench, "list by tag", lambda n: timed(bench.reader, "GET", f"/bookmarks?tag=tag{n % 300}"), 60)]


def bench_import(bench: Bench) -> list[Row]:
    """Pages and bookmarks, each into an empty installation; the seconds are in the note."""
    pages, marks = import_sets()
    rows = []
    for name, words in (
        (f"import {pages.name}", ["import", "markdown", str(pages), "--space", "handbook"]),
        (f"import {marks.name}", ["import", "bookmarks", str(marks)]),
    ):
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, "KMS_DATA": folder}
            kms = [sys.executable, "-m", "kms.cli"]
            subprocess.run([*kms, "user", "add", "ana", "--password-stdin"], input=b"bench password\n", env=environment,
                           check=True, capture_output=True)  # fmt: skip
            start = time.perf_counter()
            subprocess.run(
                [*kms, *words, "--by", "ana", "--no-wait", "--json"], env=environment, check=True, capture_output=True
            )
            seconds = time.perf_counter() - start
            start = time.perf_counter()
            subprocess.run([*kms, "reindex"], env=environment, check=True, capture_output=True)
            note = f"{seconds:.1f} s wall, indexing {time.perf_counter() - start:.1f} s"
            rows.append(Row(name, 0, 0, 0, None, seconds * 1000, seconds * 1000, note))
    return rows


def import_sets() -> tuple[Path, Path]:
    """The real pages and bookmarks if they are next to the checkout, otherwise the project's own."""
    real = (REAL / "handbook-en.tar.gz", REAL / "bookmarks-handbook.html")
    here = all(path.exists() for path in real)
    print(f"imports: {f'the real sets in {REAL}' if here else 'the small sets in tests/data'}", file=sys.stderr)
    return real if here else (OWN / "handbook", OWN / "bookmarks.html")


def bench_memory(bench: Bench) -> list[Row]:
    return [Row("memory", 0, 0, 0, None, 0, 0, f"{bench.server.memory():.0f} MiB PSS, all processes, after load")]


def bench_start(bench: Bench) -> list[Row]:
    """From the command to the first response, with the same content."""
    times = []
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(prepared(1)[0], Path(folder) / "data")
        for _ in range(3):
            start = time.perf_counter()
            with servers.kms(Path(folder) / "data"):
                times.append((time.perf_counter() - start) * 1000)
    return [Row("start", 0, 0, 0, None, statistics.median(times), max(times), "wall ms to the first answer")]


def bench_editor(bench: Bench) -> list[Row]:
    """Opening a long page and typing into it in a browser; milliseconds until painted."""
    from bench import editor

    measured = editor.measure(bench.api, bench.reader, bench.server.port)
    return [
        Row(
            task,
            0,
            0,
            0,
            None,
            statistics.median(times),
            statistics.quantiles(times, n=20, method="inclusive")[-1],
            note,
        )
        for task, times, note in measured
    ]


TASKS: dict[str, Callable[[Bench], list[Row]]] = {
    "view": bench_view,
    "search": bench_search,
    "save": bench_save,
    "add": bench_add,
    "list": bench_list,
    "import": bench_import,
    "memory": bench_memory,
    "start": bench_start,
    "editor": bench_editor,
}

if __name__ == "__main__":
    main()
