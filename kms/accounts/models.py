"""Tables of people, groups, memberships and absences."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kms.core.clock import now
from kms.core.db import Base

MEMBER, LEAD = "member", "lead"
INDEX_JOB = "index"


class Person(Base):
    """A person who can sign in; `key` is the case-folded user name."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_name: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(320), unique=True)
    password: Mapped[str | None] = mapped_column(String(200))
    is_admin: Mapped[bool] = mapped_column(default=False)
    manages_people: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(5), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    suspended_at: Mapped[datetime | None]

    def job_keys(self) -> Iterable[tuple[str, str]]:
        """Jobs that update the search index."""
        return [(INDEX_JOB, f"person:{self.id}")]


class Group(Base):
    """A group of people, each with a role."""

    __tablename__ = "groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(100), unique=True)
    description: Mapped[str] = mapped_column(String(1000), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)

    def job_keys(self) -> Iterable[tuple[str, str]]:
        """Jobs that update the search index."""
        return [(INDEX_JOB, f"group:{self.id}")]


class Membership(Base):
    """Membership of a person in a group, as member or lead."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("person_id", "group_id"), Index(None, "group_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(10), default=MEMBER)


class Absence(Base):
    """A person is away from one day to another, both inclusive, and may name a deputy."""

    __tablename__ = "absences"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    starts: Mapped[date]
    ends: Mapped[date]
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
