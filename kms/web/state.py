"""What the running application carries: its settings, its database and how it knows who asks."""

from collections.abc import Callable
from typing import cast

from flask import Flask, current_app

from kms.access.policy import Actor
from kms.config import Config
from kms.core.db import Database
from kms.core.epoch_cache import EpochCache


def attach(app: Flask, config: Config, database: Database) -> None:
    """Give the application its settings and its database."""
    app.extensions["kms.config"] = config
    app.extensions["kms.database"] = database
    app.extensions["kms.cache"] = EpochCache()


def set_identify(app: Flask, identify: Callable[[], Actor | None]) -> None:
    """Say how the person behind a request is found."""
    app.extensions["kms.identify"] = identify


def config() -> Config:
    return cast(Config, current_app.extensions["kms.config"])


def database() -> Database:
    return cast(Database, current_app.extensions["kms.database"])


def cache() -> EpochCache:
    """What this process has worked out since the database last changed."""
    return cast(EpochCache, current_app.extensions["kms.cache"])


def identify() -> Actor | None:
    return cast(Callable[[], Actor | None], current_app.extensions["kms.identify"])()
