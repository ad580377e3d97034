"""The shared vocabulary: one row per tag, for pages and bookmarks alike."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from kms.core.db import Base


class Tag(Base):
    """A tag; `key` is its folded name."""

    __tablename__ = "tags"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(150), unique=True)
