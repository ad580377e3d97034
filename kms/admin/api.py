"""Administration over the API: settings, the self-check, backups; for keys of administrators."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from kms.access.policy import Actor
from kms.admin.checks import self_check
from kms.admin.views import shelf
from kms.api.routes import Answer, ApiRoutes, body, me
from kms.audit.service import record
from kms.backups import tasks
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
    """All settings by name; secrets are left out."""

    settings: dict[str, Any]


@dataclass(frozen=True)
class CheckJson:
    """One thing looked at, in the language asked for."""

    ok: bool
    message: str


@dataclass(frozen=True)
class CheckList:
    """The self-check, the worrying things first."""

    items: list[CheckJson]


@dataclass(frozen=True)
class BackupJson:
    """A backup: its file's name, when it was taken, its size."""

    name: str
    taken_at: datetime
    bytes: int


@dataclass(frozen=True)
class BackupList:
    """What lies there, the newest first; `is_taking`: one more is being taken."""

    items: list[BackupJson]
    is_taking: bool


@routes.operation("GET", "/settings", who="read", gives=SettingsJson)
def show_settings() -> SettingsJson:
    """The settings of the company."""
    _administrator()
    return _settings()


@routes.operation("PATCH", "/settings", who="write", takes=SettingsJson, gives=SettingsJson)
def change() -> SettingsJson:
    """Change the settings that are named."""
    sent = body().get("settings")
    values = inputs.parse_some(sent if isinstance(sent, dict) else {}, queries.current(writing()))
    change_settings(writing(), me(), **values)
    if values:
        record(writing(), me(), "settings", ", ".join(sorted(values)))
    return _settings()


@routes.operation("GET", "/self-check", who="read", gives=CheckList)
def check() -> CheckList:
    """What an installation should look like, and what this one lacks."""
    _administrator()
    found = self_check(state.config(), shelf(), reading())
    return CheckList([CheckJson(entry.ok, say(entry.message)) for entry in found])


@routes.operation("GET", "/backups", who="read", gives=BackupList)
def list_backups() -> BackupList:
    """The backups that the server took."""
    _administrator()
    return _backups()


@routes.operation("POST", "/backups", who="write", gives=BackupList, status=(202,))
def take_backup() -> Answer:
    """Have a backup taken; it is in the list when it is done."""
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
    kept = [BackupJson(row.name, row.taken_at, row.bytes) for row in shelf().list()]
    return BackupList(kept, queue.exists(reading(), tasks.JOB, tasks.NOW))
