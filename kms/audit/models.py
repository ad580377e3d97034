"""The table of the audit log: what administrators, the people role and leads did."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from kms.core.clock import now
from kms.core.db import Base

NEWS_JOB = "journal.news"


class AuditEntry(Base):
    """An audit log entry: `kind` as in `kms/audit/kinds.py`, and the person and group it concerns. `about` is a name
    that needs no lookup; names of people and groups are looked up, so that they vanish when those are deleted.
    `by_server` marks entries of commands on the server, without a signed-in person."""

    __tablename__ = "journal"
    __table_args__ = (Index(None, "at"), Index(None, "group_id"), Index(None, "whom_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(300), default="")
    whom_id: Mapped[int | None]
    group_id: Mapped[int | None]
    by_server: Mapped[bool] = mapped_column(default=False)

    def job_keys(self) -> Iterable[tuple[str, str]]:
        """Changes to a group may lead to notifications."""
        return [] if self.group_id is None else [(NEWS_JOB, str(self.id))]
