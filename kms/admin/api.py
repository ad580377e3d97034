"""Administration in the API: settings, self-check, backups; for API keys of administrators."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from kms.access.policy import Actor
from kms.admin.checks import self_check
from kms.admin.views import backup_store
from kms.api.routes import Answer, ApiRoutes, me, sent
from kms.audit.service import record
from kms.backups import tasks
from kms.core.bodies import Body
from kms.core.errors import Forbidden
from kms.core.text import N_
from kms.jobs import queue
from kms.settings import inputs, queries
from kms.settings.service import change_settings
from kms.settings.values import HIDDEN, WORDS
from kms.web import state
from kms.web.i18n import say
from kms.web.transaction import reading, writing

routes = ApiRoutes("admin_api", __name__)


@dataclass(frozen=True)
class SettingsJson:
    """All settings by name, without secrets."""

    settings: dict[str, Any]


@dataclass(frozen=True)
class SettingsChange(Body):
    """The settings to change, by name; what is not sent stays."""

    settings: dict[str, Any] = inputs.some()


@dataclass(frozen=True)
class CheckJson:
    """The result of one check, in the requested language."""

    ok: bool
    message: str


@dataclass(frozen=True)
class CheckList:
    """The self-check, problems first."""

    items: list[CheckJson]


@dataclass(frozen=True)
class BackupJson:
    """A backup: its file name, its time, its size."""

    name: str
    taken_at: datetime
    bytes: int


@dataclass(frozen=True)
class BackupList:
    """The existing backups, newest first; `is_taking`: one is being taken."""

    items: list[BackupJson]
    is_taking: bool


@routes.operation("GET", "/settings", who="read", gives=SettingsJson)
def show_settings() -> SettingsJson:
    """Get the settings of the organisation."""
    _administrator()
    return _settings()


@routes.operation("PATCH", "/settings", who="write", takes=SettingsChange, gives=SettingsJson)
def change() -> SettingsJson:
    """Change the given settings."""
    values = inputs.parse_some(sent(SettingsChange).settings, queries.current(writing()))
    change_settings(writing(), me(), **values)
    if values:
        record(writing(), me(), "settings", ", ".join(sorted(values)))
    return _settings()


@routes.operation("GET", "/self-check", who="read", gives=CheckList)
def check() -> CheckList:
    """Run the self-check: the expected state of an installation, and what is missing here."""
    _administrator()
    found = self_check(state.config(), backup_store(), reading())
    return CheckList([CheckJson(entry.ok, say(entry.message)) for entry in found])


@routes.operation("GET", "/backups", who="read", gives=BackupList)
def list_backups() -> BackupList:
    """List the backups on the server."""
    _administrator()
    return _backups()


@routes.operation("POST", "/backups", who="write", gives=BackupList, status=(202,))
def take_backup() -> Answer:
    """Request a backup; it appears in the list when it is complete."""
    _administrator()
    queue.enqueue(writing(), tasks.JOB, [tasks.NOW])
    record(writing(), me(), "backup.asked")
    return Answer(_backups(), 202)


def _administrator() -> Actor:
    if not me().is_admin:
        raise Forbidden(N_("Only administrators can do this."))
    return me()


def _settings() -> SettingsJson:
    present = asdict(queries.current(reading()))
    return SettingsJson({k: v for k, v in present.items() if not WORDS[k].secret and WORDS[k].section != HIDDEN})


def _backups() -> BackupList:
    kept = [BackupJson(row.name, row.taken_at, row.bytes) for row in backup_store().list()]
    return BackupList(kept, queue.exists(reading(), tasks.JOB, tasks.NOW))
