"""Change the settings."""

from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from kms.access.policy import Actor
from kms.core.db import upsert
from kms.core.errors import Forbidden
from kms.core.text import N_
from kms.settings.models import Setting
from kms.settings.values import DEFAULTS


def change_settings(session: Session, actor: Actor, **values: Any) -> None:
    """Change these settings; for administrators. Raises Forbidden for anyone else."""
    if not actor.is_admin:
        raise Forbidden(N_("Only administrators can do this."))
    change(session, **values)


def change(session: Session, **values: Any) -> None:
    """Change these settings without a permission check; defaults are not stored. Raises TypeError for a wrong type."""
    for name, value in values.items():
        if type(value) is not type(DEFAULTS[name]):
            raise TypeError(f"the setting {name} is not a {type(value).__name__}")
        if value == DEFAULTS[name]:
            session.execute(delete(Setting).where(Setting.name == name))
        else:
            upsert(session, Setting, [{"name": name, "value": value}], keys=["name"], update={"value": value})
