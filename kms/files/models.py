"""Tables of stored files: rows point to content by its SHA-256, and hold the text extracted from it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kms.core.clock import now
from kms.core.db import Base

TEXT_JOB = "files.text"
TEXT_FOUND_JOB = "files.text_found"
READING, TEXT, NONE, FAILED = "reading", "text", "none", "failed"


class Blob(Base):
    """A content, however often it was uploaded and by whom; `mime` is detected, not the type claimed by the client."""

    __tablename__ = "blobs"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    mime: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(default=now)


class FileText(Base):
    """The text of a content, extracted once for all attachments, by `version` of the reader. `state` is text, none
    (contains no text), failed, or reading; `reason` gives details: cut (longer than the limit), encrypted, kind, empty;
    damaged, hostile, memory, time, died, missing. `parts` are the pages, slides or sheets as JSON: [offset, kind,
    number or name]."""

    __tablename__ = "file_texts"
    __table_args__ = (Index(None, "state"), Index(None, "version"))

    sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(20), default="")
    version: Mapped[int]
    attempts: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(Text, default="")
    parts: Mapped[str] = mapped_column(Text, default="[]")
    extracted_at: Mapped[datetime] = mapped_column(default=now)

    def job_keys(self) -> Iterable[tuple[str, str]]:
        """Jobs that update whatever this content is attached to."""
        return [] if self.state == READING else [(TEXT_FOUND_JOB, self.sha256)]
