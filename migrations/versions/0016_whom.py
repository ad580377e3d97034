"""The person and the group an audit entry concerns."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("journal", sa.Column("whom_id", sa.Integer(), nullable=True))
    op.add_column("journal", sa.Column("group_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_journal_group_id"), "journal", ["group_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_journal_group_id"), "journal")
    op.drop_column("journal", "group_id")
    op.drop_column("journal", "whom_id")
