"""Starts a server to measure and reads its cost from /proc."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

IDLE_SECONDS = 5
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Running:
    """A server and its port."""

    process: "subprocess.Popen[bytes]"
    port: int

    def cpu(self, without: str = "") -> float:
        """CPU milliseconds used by all its processes, except those whose command line contains `without`."""
        return sum(_cpu(pid) for pid in tree(self.process.pid) if not without or without not in _command(pid))

    def memory(self) -> float:
        """Proportional set size of all its processes, in MiB."""
        return sum(_pss(pid) for pid in tree(self.process.pid)) / 1024


@contextmanager
def kms(data: Path, workers: int = 2) -> Iterator[Running]:
    """The real server with `data`."""
    port = free_port()
    environment = {**os.environ, "KMS_FETCH_TITLES": "no", "KMS_URL": f"http://127.0.0.1:{port}"}
    command = [
        sys.executable,
        "-m",
        "kms.cli",
        "serve",
        "--data",
        str(data),
        "--port",
        str(port),
        "--workers",
        str(workers),
    ]
    with _running(command, port, "/health", environment) as server:
        yield server


@contextmanager
def floor(folder: Path) -> Iterator[Running]:
    """The bare Flask application on the same server."""
    port = free_port()
    environment = {**os.environ, "FLOOR_DATA": str(folder), "FLOOR_PORT": str(port)}
    with _running([sys.executable, "-m", "bench.floor"], port, "/", environment) as server:
        yield server


@contextmanager
def _running(command: list[str], port: int, path: str, environment: dict[str, str]) -> Iterator[Running]:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until_up(port, path, process)
        yield Running(process, port)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def wait_until_up(port: int, path: str, process: "subprocess.Popen[bytes]", seconds: float = 30) -> None:
    """Wait until the server responds at all."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", path)
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("the server did not come up")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tree(pid: int) -> list[int]:
    """The process and all its descendants."""
    found = [pid]
    for parent in found:
        try:
            for task in Path(f"/proc/{parent}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
        except OSError:
            continue
    return list(dict.fromkeys(found))


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) * 1000 / TICKS


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


class Client:
    """One persistent connection with one person's cookie or key."""

    def __init__(self, port: int, headers: dict[str, str] | None = None) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = headers or {}
        self._used = time.monotonic()

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes, Any]:
        """Status, body and headers of the response; reopens a connection that was idle for long."""
        if time.monotonic() - self._used > IDLE_SECONDS:
            self.connection.close()
        self._used = time.monotonic()
        self.connection.request(method, path, body, {**self.headers, **headers})
        answer = self.connection.getresponse()
        return answer.status, answer.read(), answer.headers
