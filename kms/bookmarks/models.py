"""Tables of bookmarks: a person's saved links."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kms.access.models import GuardedRow
from kms.comments.models import THING_JOB
from kms.core.clock import now
from kms.core.db import Base, index_where_set

INDEX_JOB = "index"


class Bookmark(GuardedRow, Base):
    """A source saved by a person, at most once; `version` increases with every change, for optimistic locking. `folder`
    is its folder in the browser it was imported from ("Rights/Leave"), visible to its owner."""

    __tablename__ = "bookmarks"
    __table_args__ = (
        UniqueConstraint("owner_id", "link_id"),
        Index(None, "link_id"),
        Index(None, "acl_id", "created_at"),
        Index(None, "created_at"),
        index_where_set("trashed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    link_id: Mapped[int] = mapped_column(ForeignKey("links.id"))
    url: Mapped[str] = mapped_column(String(2048))
    title: Mapped[str] = mapped_column(String(1000), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    folder: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    trashed_at: Mapped[datetime | None]

    def job_keys(self) -> Iterable[tuple[str, str]]:
        """Jobs that update the search index, including the comments on it."""
        return [(INDEX_JOB, f"bookmark:{self.id}"), (THING_JOB, f"bookmark:{self.id}")]


class BookmarkTag(Base):
    """A tag of a bookmark."""

    __tablename__ = "bookmark_tags"
    __table_args__ = (Index(None, "tag_id", "bookmark_id"),)

    bookmark_id: Mapped[int] = mapped_column(ForeignKey("bookmarks.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)
