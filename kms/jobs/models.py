"""The table of background jobs."""

from datetime import datetime

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kms.core.clock import now
from kms.core.db import Base, Uncached


class Job(Uncached, Base):
    """A background job: `kind` selects the handler, `key` says what to look at again; it carries no data. `rev`
    increases whenever the job is enqueued again, so that a change during processing is not lost; `attempts` and `error`
    describe failures; `run_at` is when it is due."""

    __tablename__ = "jobs"
    __table_args__ = (UniqueConstraint("kind", "key"), Index(None, "run_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(200))
    rev: Mapped[int] = mapped_column(default=1)
    run_at: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
