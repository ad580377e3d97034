"""What an installation should look like, checked and said in plain words."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from kms.config import Config
from kms.core.text import N_, Message
from kms.jobs import queue

LITTLE_SPACE = 1_000_000_000


@dataclass(frozen=True)
class Check:
    """One thing looked at: `ok`, and what to say about it."""

    ok: bool
    message: Message


def self_check(config: Config, session: Session) -> list[Check]:
    """All checks, the worrying ones first."""
    found = [_https(config), _space(config.data), _backup(config.data), _jobs(session)]
    return sorted(found, key=lambda check: check.ok)


def _https(config: Config) -> Check:
    if config.https:
        return Check(True, N_("Browsers and the server talk over https."))
    return Check(False, N_("Browsers and the server talk over plain http: others in the network could read along."))


def _space(data: Path) -> Check:
    free = shutil.disk_usage(data).free
    gigabytes = round(free / 1e9, 1)
    if free > LITTLE_SPACE:
        return Check(True, N_("%(n)s GB of disk are free.", n=gigabytes))
    return Check(False, N_("Only %(n)s GB of disk are free.", n=gigabytes))


def _backup(data: Path) -> Check:
    if (data / "last-backup").exists():
        return Check(True, N_("There is a backup."))
    return Check(False, N_("There is no backup yet. Run: kms backup FILE"))


def _jobs(session: Session) -> Check:
    _, lag = queue.lag(session)
    if lag < 300:
        return Check(True, N_("Background work is up to date."))
    return Check(False, N_("Background work is %(n)s minutes behind. Is the worker running?", n=round(lag / 60)))
