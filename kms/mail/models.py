"""The outbox: emails waiting to be sent, and failed ones."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kms.core.clock import now
from kms.core.db import Base, Uncached

MAIL_JOB = "mail.send"


class Email(Uncached, Base):
    """An email to one person; the row is deleted once it is sent, so that no text is left behind. `attempts` counts the
    attempts, `error` is the last failure, `failed_at` when it was given up; `opt_out` is the unsubscribe URL (RFC
    8058). `condition` names the check, with its argument, that decides whether it may still be sent."""

    __tablename__ = "letters"
    __table_args__ = (Index(None, "failed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
    opt_out: Mapped[str] = mapped_column(String(500), default="")
    condition: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(500), default="")
    failed_at: Mapped[datetime | None]
