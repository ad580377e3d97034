"""The registry of sources: one row per web address or network path, shared by bookmarks and pages."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kms.core.clock import now
from kms.core.db import Base

FETCH_JOB = "links.fetch"
CHANGED_JOB = "links.changed"


class Link(Base):
    """A source. `key` is its canonical form; `title` and `description` come from the source itself."""

    __tablename__ = "links"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(4096), unique=True)
    url: Mapped[str] = mapped_column(String(2048))
    site: Mapped[str] = mapped_column(String(255), index=True)
    title: Mapped[str] = mapped_column(String(1000), default="")
    description: Mapped[str] = mapped_column(String(2000), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    fetched_at: Mapped[datetime | None]

    @property
    def is_web(self) -> bool:
        """Whether a browser opens it; a network path is to be copied."""
        return self.url.startswith(("http:", "https:", "ftp:"))

    def job_keys(self) -> Iterable[tuple[str, str]]:
        """Jobs that update whatever refers to this source."""
        return [(CHANGED_JOB, str(self.id))]


class Citation(Base):
    """The item (`kind`, `item_id`) mentions this source in its text."""

    __tablename__ = "citations"
    __table_args__ = (UniqueConstraint("kind", "item_id", "link_id"), Index(None, "link_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    item_id: Mapped[int]
    link_id: Mapped[int] = mapped_column(ForeignKey("links.id", ondelete="CASCADE"))
