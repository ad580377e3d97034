"""What administrators and leads did, for the others who administer."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from kms.core.clock import now
from kms.core.db import Base


class Entry(Base):
    """One deed: `kind` as in `journal.service.KINDS`, `about` a name that needs no lookup."""

    __tablename__ = "journal"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(300), default="")
