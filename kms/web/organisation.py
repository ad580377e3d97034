"""The organisation's settings in views (`settings()`) and in templates (`organisation`)."""

from typing import Any

from flask import Flask

from kms.core.drives import on_share
from kms.settings import queries
from kms.settings.values import Settings
from kms.web.identity import cached
from kms.web.transaction import reading


class _Organisation:
    """Resolves a setting when a template uses it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(settings(), name)


def install(app: Flask) -> None:
    """Register the template global `organisation`."""
    app.jinja_env.globals["organisation"] = _Organisation()
    app.jinja_env.filters["copied_path"] = copied_path


def settings() -> Settings:
    """Return the current settings, cached until the database changes."""
    return cached("settings", lambda: queries.current(reading()))


def copied_path(path: str) -> str:
    """Return a network path in its copyable form: on its share if the drive letter is known."""
    return on_share(path, settings().drives)
