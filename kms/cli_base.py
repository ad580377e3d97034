"""Common to all commands: open the installation, look up people, format errors, wait for the worker."""

import time
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from kms import upgrade
from kms.access.policy import Actor
from kms.accounts import queries
from kms.config import Config
from kms.core.errors import Invalid, KmsError
from kms.jobs import queue
from kms.runtime import Runtime
from kms.search.engine.tasks import JOB

DATA = click.option("--data", type=click.Path(path_type=Path), help="Data directory (default: KMS_DATA, else ./data).")


def open_runtime(data: Path | None, **settings: Any) -> Runtime:
    """Return the installation, with its database upgraded to the current schema."""
    try:
        config = Config.from_environment(data=data, **settings)
    except ValueError as fault:
        raise click.ClickException(str(fault)) from fault
    config.data.mkdir(parents=True, exist_ok=True)
    refuse_network_disk(config.data)
    config.secret()
    runtime = Runtime.from_config(config)
    try:
        upgrade.upgrade(runtime.database, config.data / "backups")
    except upgrade.TooNew as fault:
        raise click.ClickException(str(fault)) from fault
    return runtime


def refuse_network_disk(data: Path) -> None:
    """Raise if the data directory is on NFS or SMB, where SQLite's WAL and file locks do not work."""
    mounts = [line.split()[1:3] for line in _mounts()]
    inside = [(where, kind) for where, kind in mounts if data.resolve().is_relative_to(where)]
    kind = max(inside, key=lambda mount: len(mount[0]), default=("", ""))[1]
    if kind in ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p"):
        raise click.ClickException(f"{data} lies on a network disk ({kind}); kms needs a local one.")


def _mounts() -> list[str]:
    try:
        return Path("/proc/mounts").read_text().splitlines()
    except OSError:
        return []


def get_actor(session: Session, user_name: str) -> Actor:
    """Return the person named on the command line."""
    actor = queries.find_actor(session, user_name)
    if actor is None:
        raise click.ClickException(f"There is nobody called {user_name}.")
    return actor


def explain(fault: KmsError) -> click.ClickException:
    """Format an error, one line per field."""
    if isinstance(fault, Invalid):
        return click.ClickException("; ".join(f"{name}: {m}" if name else str(m) for name, m in fault.fields.items()))
    return click.ClickException(str(fault.message))


def wait_for_worker(runtime: Runtime, wait: bool = True, kinds: tuple[str, ...] = (JOB,)) -> None:
    """Wait until the enqueued jobs are done: by the running worker, or in this process if there is none. Without `wait`
    they are left to the worker."""
    if not wait:
        return
    lock = runtime.worker_lock()
    if lock.try_acquire():
        try:
            runtime.indexing.start()
            runtime.worker().drain(kinds)
        finally:
            lock.release()
        return
    while True:
        with runtime.database.reading() as session:
            if not queue.pending(session, kinds):
                return
        time.sleep(0.1)
