"""Whether an audit entry was caused by a command on the server, and whom it concerns; what an email depends on."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("journal", sa.Column("by_server", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(op.f("ix_journal_whom_id"), "journal", ["whom_id"], unique=False)
    op.add_column("letters", sa.Column("condition", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("letters", "condition")
    op.drop_index(op.f("ix_journal_whom_id"), "journal")
    op.drop_column("journal", "by_server")
