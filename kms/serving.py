"""A single command for everything: the web server with its processes, and the worker next to it."""

import logging
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

from kms.backups import restore_requests
from kms.config import Config
from kms.core.db import Database
from kms.jobs.worker import WorkerLock
from kms.runtime import SERVER_LOCK, Runtime
from kms.upgrade import newest, upgrade

log = logging.getLogger("kms.serving")

THREADS = 6
STOP_SECONDS = 15
FINISH_SECONDS = 3  # granian's workers do not exit after their last request; requests get this long


class AlreadyRunning(Exception):
    """Another server uses this data directory."""


@dataclass(frozen=True)
class Listen:
    """Where to listen and with how many processes; certificate and key for https."""

    host: str
    port: int
    workers: int = 2
    tls_cert: Path | None = None
    tls_key: Path | None = None


def serve(config: Config, runtime: Runtime, listen: Listen) -> None:
    """Serve until stopped (SIGTERM, SIGINT). Raises AlreadyRunning."""
    lock = runtime.server_lock()
    if not lock.try_acquire():
        raise AlreadyRunning
    runtime.close()
    os.environ.update(environment(config), KMS_PARENT=str(os.getpid()))
    try:
        _serve_once(runtime, listen)
        while restore_requests.is_ready(config.data):
            _restore(config)
            _serve_once(runtime, listen)
    finally:
        lock.release()


def finish_restoring(config: Config) -> None:
    """Complete an interrupted restore, before anything opens the data, unless a server is running."""
    lock = WorkerLock(config.data / SERVER_LOCK)
    if restore_requests.is_ready(config.data) and lock.try_acquire():
        restore_requests.change_places(config.data)
        lock.release()


def _serve_once(runtime: Runtime, listen: Listen) -> None:
    helper, watch = WorkerProcess(), RestoreWatch(runtime)
    helper.start()
    watch.start()
    try:
        _granian(listen).serve()
    finally:
        watch.stop()
        helper.stop()
        runtime.close()


def _restore(config: Config) -> None:
    restore_requests.change_places(config.data)
    database = Database(config.database_url)
    upgrade(database)
    restore_requests.write_down(config.data, database)
    database.close()
    log.info("the data were restored from a backup")


class RestoreWatch:
    """Watches for restore requests; when a backup is ready, ends this run of the server."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._stopping = threading.Event()

    def start(self) -> None:
        """Check every half second."""
        threading.Thread(target=self._watch, daemon=True).start()

    def stop(self) -> None:
        """Stop watching."""
        self._stopping.set()

    def _watch(self) -> None:
        while not self._stopping.wait(0.5):
            runtime = self._runtime
            if restore_requests.make_ready(runtime.backups, runtime.database, runtime.files, newest()):
                os.kill(os.getpid(), signal.SIGTERM)
                return


def environment(config: Config) -> dict[str, str]:
    """Return the settings as environment variables, for child processes."""
    values = {entry.name: getattr(config, entry.name) for entry in fields(config)}
    spelled = {True: "yes", False: "no"}
    return {
        f"KMS_{name.upper()}": spelled[value] if isinstance(value, bool) else str(value)
        for name, value in values.items()
    }


class WorkerProcess:
    """The worker process next to the server, restarted when it dies."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()

    def start(self) -> None:
        """Start it and keep it running."""
        threading.Thread(target=self._keep, daemon=True).start()

    def stop(self) -> None:
        """Let it finish its batch, then stop it."""
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
