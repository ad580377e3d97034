"""Read the settings."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.settings.models import Setting
from kms.settings.values import DEFAULTS, Settings


def current(session: Session) -> Settings:
    """Return the current settings, ignoring stored ones that this version does not know."""
    stored = {name: value for name, value in session.execute(select(Setting.name, Setting.value))}
    return Settings(**{name: value for name, value in stored.items() if _is_known(name, value)})  # type: ignore[arg-type]


def _is_known(name: str, value: object) -> bool:
    return name in DEFAULTS and type(value) is type(DEFAULTS[name])
