"""Pages that serve as templates, what a page was begun with, and what new pages of a space begin with."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("pages") as table:
        table.add_column(sa.Column("is_template", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("pattern", sa.String(length=40), nullable=False, server_default=""))
    with op.batch_alter_table("spaces") as table:
        table.add_column(sa.Column("template", sa.String(length=40), nullable=False, server_default=""))
    with op.batch_alter_table("drafts") as table:
        table.add_column(sa.Column("template", sa.String(length=40), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("drafts") as table:
        table.drop_column("template")
    with op.batch_alter_table("spaces") as table:
        table.drop_column("template")
    with op.batch_alter_table("pages") as table:
        table.drop_column("pattern")
        table.drop_column("is_template")
