"""Starts the real server for the browser tests, over http or https and under any name."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS_TO_START = 240  # what a slow machine may need; a server that is ready answers at once
SECONDS_TO_STOP = 20


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(data: Path, url: str = "http://127.0.0.1:{port}", *options: str) -> Iterator[str]:
    """`kms serve` with `data`; yields the address that people type. `{port}` in `url` becomes its port."""
    port = free_port()
    address = url.format(port=port)
    command = [sys.executable, "-m", "kms.cli", "serve", "--data", str(data), "--port", str(port), "--workers", "1"]
    environment = {**os.environ, "KMS_URL": address, "KMS_FETCH_TITLES": "no", "KMS_LANGUAGE": "de"}
    log = data.parent / f"server-{port}.log"
    with log.open("wb") as out:
        process = subprocess.Popen([*command, *options], env=environment, stdout=out, stderr=out)
    try:
        _wait(process, f"{address.split(':')[0]}://127.0.0.1:{port}/health", log)
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    said = log.read_text(errors="replace")
    assert "unexpected fault" not in said, said[said.index("unexpected fault") :][:4000]


def _wait(process: "subprocess.Popen[bytes]", health: str, log: Path) -> None:
    trusting = ssl.create_default_context()
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trusting))
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}: {log.read_text(errors='replace')[-2000:]}")
        try:
            opener.open(health, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the server did not come up: {log.read_text(errors='replace')[-2000:]}")
