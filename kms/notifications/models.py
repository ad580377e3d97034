"""Tables of notifications, preferences and subscriptions."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kms.core.clock import now
from kms.core.db import Base

MAIL_JOB, DIGEST_JOB, UPKEEP_JOB = "notices.mail", "notices.digest", "notices.upkeep"


class Notification(Base):
    """Notifies a person that something happened to a thing, identified as (kind, id) as in the search. `kind` is one of
    `kms.notifications.kinds`, `place` the position on the thing, `count` the number of events since it was read.
    `mailed_at` is NULL while an email is still due. Access to the thing is checked whenever the notification is shown,
    counted or emailed."""

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
    """A person's preference for one kind; without one, the kind's default applies."""

    __tablename__ = "notice_choices"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    how: Mapped[str] = mapped_column(String(10))


class Subscription(Base):
    """A person's subscription to changes: of a page, of a page and its descendants (tree), of a space, or of a tag."""

    __tablename__ = "subscriptions"
    __table_args__ = (UniqueConstraint("person_id", "kind", "target_id"), Index(None, "kind", "target_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    target_id: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)
