"""What administrators, the people role and leads did, for those who answer for it."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from kms.core.clock import now
from kms.core.db import Base

NEWS_JOB = "journal.news"


class AuditEntry(Base):
    """One deed: `kind` as in `journal.kinds.KINDS`, whom and which group it concerns.

    `about` is a name that needs no lookup; names of people and groups are looked up, so that they go when they go.
    `by_server` says that it was done by a command on the server, by nobody who is signed in.
    """

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
        """What concerns a group may be news to somebody."""
        return [] if self.group_id is None else [(NEWS_JOB, str(self.id))]
