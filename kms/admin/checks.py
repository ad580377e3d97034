"""The self-check of an installation, with results in plain language and where to fix them."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kms.accounts.models import Person
from kms.backups.store import BackupStore
from kms.config import Config
from kms.core.clock import now
from kms.core.text import N_, Message
from kms.jobs import queue
from kms.mail.queries import count_failed
from kms.settings.queries import current
from kms.settings.values import Settings, mail_mark

LITTLE_SPACE = 1_000_000_000
NO_SPACE = 20_000_000
OLD_BACKUP = timedelta(days=3)
LOCAL = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True)
class Check:
    """One check: `ok`, its message, and the page (endpoint and its values) where it can be fixed."""

    ok: bool
    message: Message
    page: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


def self_check(config: Config, backups: BackupStore, session: Session) -> list[Check]:
    """Return all checks, problems first."""
    settings = current(session)
    found = [
        _address(config),
        _https(config),
        _backup(config, backups),
        _mail(settings, session),
        _requests(settings),
        _administrators(session),
        _space(config.data),
        _jobs(session),
    ]
    return sorted(found, key=lambda check: check.ok)


def _address(config: Config) -> Check:
    if config.host.rsplit(":", 1)[0] in LOCAL:
        said = N_(
            "The address is %(url)s, which only this machine can open: slips and QR codes lead nowhere. "
            "Set KMS_URL to the name that colleagues type.",
            url=config.url,
        )
        return Check(False, said)
    return Check(True, N_("Colleagues open %(url)s.", url=config.url))


def _https(config: Config) -> Check:
    if config.https:
        return Check(True, N_("Browsers and the server talk over https."))
    said = N_(
        "Browsers and the server talk over plain http: others in the network could read along. "
        "Starting the server with a certificate mends it; the installation guide says how."
    )
    return Check(False, said)


def _backup(config: Config, backups: BackupStore) -> Check:
    taken = [kept.taken_at for kept in backups.list()]
    by_command = config.data / "last-backup"
    newest = max(taken, default=None)
    age = now() - newest if newest else None
    if age is None and by_command.exists():
        return Check(True, N_("There is a backup."), "admin.list_backups")
    if age is None:
        return Check(False, N_("There is no backup yet."), "admin.list_backups")
    if age > OLD_BACKUP:
        return Check(False, N_("The newest backup is %(n)s days old.", n=age.days), "admin.list_backups")
    if backups.shares_disk():
        return Check(False, N_("The backups lie on the same disk as the data."), "admin.list_backups")
    return Check(True, N_("There is a backup, on another disk."), "admin.list_backups")


def _mail(settings: Settings, session: Session) -> Check:
    place = ("admin.show_settings", {"section": "mail"})
    if not settings.mail_host:
        return Check(True, N_("No mail server is set: everything is told in the product, nothing by mail."), *place)
    failed = count_failed(session)
    if failed:
        return Check(False, N_("%(n)s letters could not be sent.", n=failed), *place)
    if settings.mail_tested != mail_mark(settings):
        return Check(False, N_("Mail is set up, but was never tried. Send a test letter."), *place)
    return Check(True, N_("Mail is set up and was tried."), *place)


def _requests(settings: Settings) -> Check:
    place = ("admin.show_settings", {"section": "people"})
    if settings.access_requests:
        return Check(False, N_("Whoever opens the sign-in page can ask for access. Is that still wanted?"), *place)
    return Check(True, N_("Nobody can ask for access without being invited."), *place)


def _administrators(session: Session) -> Check:
    count = session.scalar(select(func.count()).where(Person.is_admin, Person.suspended_at.is_(None))) or 0
    if count > 1:
        return Check(True, N_("%(n)s people administer.", n=count), "people.list_people")
    said = N_(
        "Only one person administers. For holidays, open a second one, choose “More” and “Make an administrator”."
    )
    return Check(False, said, "people.list_people")


def _space(data: Path) -> Check:
    free = shutil.disk_usage(data).free
    gigabytes = round(free / 1e9, 1)
    if free > LITTLE_SPACE:
        return Check(True, N_("%(n)s GB of disk are free.", n=gigabytes))
    if free > NO_SPACE:
        return Check(False, N_("Only %(n)s GB of disk are free.", n=gigabytes))
    return Check(False, N_("The disk of the server is full, so nothing can be saved. Make room; no restart is needed."))


def _jobs(session: Session) -> Check:
    _, lag = queue.lag(session)
    if lag < 300:
        return Check(True, N_("Background work is up to date."))
    return Check(False, N_("Background work is %(n)s minutes behind. Is the worker running?", n=round(lag / 60)))
