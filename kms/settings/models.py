"""The table of settings: one row per setting that differs from its default."""

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from kms.core.db import Base


class Setting(Base):
    """The stored value of the field `name` of `kms.settings.values.Settings`."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str | int | bool] = mapped_column(JSON)
