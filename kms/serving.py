"""One command for the whole: the web server with its processes, and beside it the worker."""

import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from kms.config import Config
from kms.runtime import Runtime

THREADS = 6
STOP_SECONDS = 15
FINISH_SECONDS = 3  # granian's workers do not end by themselves once they have served; requests get this long


class AlreadyRunning(Exception):
    """Another server has this data directory."""


@dataclass(frozen=True)
class Listen:
    """Where to listen and with how many processes; certificate and key for https."""

    host: str
    port: int
    workers: int = 2
    tls_cert: Path | None = None
    tls_key: Path | None = None


def serve(config: Config, runtime: Runtime, listen: Listen) -> None:
    """Serve until told to stop (SIGTERM, SIGINT). Raises AlreadyRunning."""
    lock = runtime.server_lock()
    if not lock.try_acquire():
        raise AlreadyRunning
    runtime.close()
    os.environ.update(environment(config), KMS_PARENT=str(os.getpid()))
    helper = WorkerProcess()
    helper.start()
    try:
        _granian(listen).serve()
    finally:
        helper.stop()
        lock.release()


def environment(config: Config) -> dict[str, str]:
    """The settings as environment variables, for the processes that are started."""
    values = {entry.name: getattr(config, entry.name) for entry in fields(config)}
    spelled = {True: "yes", False: "no"}
    return {
        f"KMS_{name.upper()}": spelled[value] if isinstance(value, bool) else str(value)
        for name, value in values.items()
    }


class WorkerProcess:
    """The worker beside the server: started again when it dies."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()

    def start(self) -> None:
        """Start it, and keep it running."""
        threading.Thread(target=self._keep, daemon=True).start()

    def stop(self) -> None:
        """Let it finish its batch, then end it."""
        self._stopping.set()
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def _keep(self) -> None:
        while not self._stopping.is_set():
            self._process = subprocess.Popen([sys.executable, "-m", "kms.cli", "worker"])
            self._process.wait()
            self._stopping.wait(1)


def _granian(listen: Listen) -> Any:
    return Granian(
        "kms.app:from_environment",
        factory=True,
        interface=Interfaces.WSGI,
        address=listen.host,
        port=listen.port,
        workers=listen.workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        workers_kill_timeout=FINISH_SECONDS,
        log_level=LogLevels.error,
        ssl_cert=listen.tls_cert,
        ssl_key=listen.tls_key,
    )
