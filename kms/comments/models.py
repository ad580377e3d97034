"""Tables of comments, with one level of replies, and of hints that something is wrong."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kms.core.clock import now
from kms.core.db import Base

INDEX_JOB = "index"
THING_JOB = "talk.again"
"""A subject changed: its comments, which the same access list protects, are indexed again."""


class Comment(Base):
    """A comment on a subject, identified as (kind, id) as in the search; a reply if `parent_id` is set. Whoever may
    read the subject may read its comments. `html` is the rendered text; `resolved_at` is only set on top-level
    comments."""

    __tablename__ = "comments"
    __table_args__ = (Index(None, "about_kind", "about_id"), Index(None, "parent_id"), Index(None, "deleted_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    about_kind: Mapped[str] = mapped_column(String(40))
    about_id: Mapped[int]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    plain: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))

    def job_keys(self) -> Iterable[tuple[str, str]]:
        """Jobs that update the search index."""
        return [(INDEX_JOB, f"comment:{self.id}")]


class Hint(Base):
    """A reader's report that something is wrong, optionally with a picture; for those who may change the subject.
    `answer` is the reply to the sender; `done_at` marks it as done."""

    __tablename__ = "hints"
    __table_args__ = (
        Index(None, "about_kind", "about_id", "done_at"),
        Index(None, "done_at"),
        Index(None, "sender_id"),
        Index(None, "photo"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    about_kind: Mapped[str] = mapped_column(String(40))
    about_id: Mapped[int]
    sender_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    text: Mapped[str] = mapped_column(Text)
    photo: Mapped[str | None] = mapped_column(ForeignKey("blobs.sha256"))
    photo_mime: Mapped[str] = mapped_column(String(100), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    answer: Mapped[str] = mapped_column(String(1000), default="")
