"""Who may do what: an access list grants levels to principals; every protected row points to one list."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from kms.core.db import Base


class AccessList(Base):
    """A list of grants. `audience` names a list that is shared by everything with that audience
    ("private", "members", "group:3 group:7"); NULL for a list of one's own, such as a space's. `within_id` is the
    list that must let one in as well: such a list can only narrow."""

    __tablename__ = "access_lists"

    id: Mapped[int] = mapped_column(primary_key=True)
    audience: Mapped[str | None] = mapped_column(String(1000), unique=True)
    within_id: Mapped[int | None] = mapped_column(index=True)


class Grant(Base):
    """One line of an access list: this principal has this level."""

    __tablename__ = "grants"
    __table_args__ = (UniqueConstraint("acl_id", "principal"), Index(None, "principal", "level", "acl_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    acl_id: Mapped[int] = mapped_column(ForeignKey("access_lists.id", ondelete="CASCADE"))
    principal: Mapped[str] = mapped_column(String(40))
    level: Mapped[int]


class GuardedRow:
    """Mixin: the row is protected by the access list `acl_id`, which is never missing."""

    @declared_attr
    def acl_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("access_lists.id"), index=True)
