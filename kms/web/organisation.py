"""The settings of the company in views (`settings()`) and in templates (`organisation`)."""

from typing import Any

from flask import Flask

from kms.core.drives import on_share
from kms.settings import queries
from kms.settings.values import Settings
from kms.web.identity import cached
from kms.web.transaction import reading


class _Organisation:
    """Looks the settings up when a template asks for one."""

    def __getattr__(self, name: str) -> Any:
        return getattr(settings(), name)


def install(app: Flask) -> None:
    """Give templates the name `organisation`."""
    app.jinja_env.globals["organisation"] = _Organisation()
    app.jinja_env.filters["copied_path"] = copied_path


def settings() -> Settings:
    """The settings as they stand, looked up once until the database changes."""
    return cached("settings", lambda: queries.current(reading()))


def copied_path(path: str) -> str:
    """A network path as it is copied: on its share where its drive letter is known."""
    return on_share(path, settings().drives)
