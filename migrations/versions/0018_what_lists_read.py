"""The index of the trash contains deleted rows only: with all rows in it, the query planner used it for lists of rows
that are not deleted. Open hints are found without reading closed ones."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TRASHED = sa.text("trashed_at IS NOT NULL")


def upgrade() -> None:
    for table in ("pages", "bookmarks"):
        name = op.f(f"ix_{table}_trashed_at")
        op.drop_index(name, table)
        op.create_index(name, table, ["trashed_at"], sqlite_where=TRASHED, postgresql_where=TRASHED)
    op.create_index(op.f("ix_hints_done_at"), "hints", ["done_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_hints_done_at"), "hints")
    for table in ("pages", "bookmarks"):
        name = op.f(f"ix_{table}_trashed_at")
        op.drop_index(name, table)
        op.create_index(name, table, ["trashed_at"])
