"""Access lists: each grants levels to principals, and every protected row points to exactly one list."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from kms.core.db import Base


class AccessList(Base):
    """A list of grants. `audience` identifies a list shared by everything with that audience ("private", "members",
    "group:3 group:7"); it is NULL for a list owned by a single object, such as a space. `within_id` is a list that must
    grant access as well, so a nested list can only narrow."""

    __tablename__ = "access_lists"

    id: Mapped[int] = mapped_column(primary_key=True)
    audience: Mapped[str | None] = mapped_column(String(1000), unique=True)
    within_id: Mapped[int | None] = mapped_column(index=True)


class Grant(Base):
    """One entry of an access list: a principal and its level."""

    __tablename__ = "grants"
    __table_args__ = (UniqueConstraint("acl_id", "principal"), Index(None, "principal", "level", "acl_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    acl_id: Mapped[int] = mapped_column(ForeignKey("access_lists.id", ondelete="CASCADE"))
    principal: Mapped[str] = mapped_column(String(40))
    level: Mapped[int]


class GuardedRow:
    """Mixin for rows protected by the access list `acl_id`, which is never NULL."""

    @declared_attr
    def acl_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("access_lists.id"), index=True)
