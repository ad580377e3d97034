"""Notices for people, how they want to be told, and what they subscribed to."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kms.core.clock import now
from kms.core.db import Base

MAIL_JOB, DIGEST_JOB, UPKEEP_JOB = "notices.mail", "notices.digest", "notices.upkeep"


class Notification(Base):
    """This person is told that something happened to a thing, named as (kind, id) like in the search.

    `kind` is one of `notices.kinds`, `place` where on the thing it happened, `count` how often since it was read.
    `mailed_at` is empty while a mail may still tell of it. Whether the person may see the thing is asked whenever the
    notice is shown, counted or mailed.
    """

    __tablename__ = "notices"
    __table_args__ = (
        Index(None, "person_id", "read_at", "updated_at"),
        Index(None, "mailed_at", "updated_at"),
        Index(None, "updated_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    about_kind: Mapped[str] = mapped_column(String(40))
    about_id: Mapped[int]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    note: Mapped[str] = mapped_column(String(300), default="")
    place: Mapped[str] = mapped_column(String(60), default="")
    count: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]


class NotificationChoice(Base):
    """How a person wants to be told of one kind; where there is none, the kind's own default holds."""

    __tablename__ = "notice_choices"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    how: Mapped[str] = mapped_column(String(10))


class Subscription(Base):
    """This person is told of changes: of a page, of a page and all below it (tree), of a space, or of a tag."""

    __tablename__ = "subscriptions"
    __table_args__ = (UniqueConstraint("person_id", "kind", "target_id"), Index(None, "kind", "target_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    target_id: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)
