"""Application state: settings, database and how requests are identified."""

from collections.abc import Callable
from typing import cast

from flask import Flask, current_app

from kms.access.policy import Actor
from kms.config import Config
from kms.core.db import Database
from kms.core.epoch_cache import EpochCache


def attach(app: Flask, config: Config, database: Database) -> None:
    """Attach settings and database to the application."""
    app.extensions["kms.config"] = config
    app.extensions["kms.database"] = database
    app.extensions["kms.cache"] = EpochCache()


def set_identify(app: Flask, identify: Callable[[], Actor | None]) -> None:
    """Set the function that identifies the person behind a request."""
    app.extensions["kms.identify"] = identify


def config() -> Config:
    return cast(Config, current_app.extensions["kms.config"])


def database() -> Database:
    return cast(Database, current_app.extensions["kms.database"])


def cache() -> EpochCache:
    """Return the cache of this process, valid until the database changes."""
    return cast(EpochCache, current_app.extensions["kms.cache"])


def identify() -> Actor | None:
    return cast(Callable[[], Actor | None], current_app.extensions["kms.identify"])()
