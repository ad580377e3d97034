"""Pages that serve as templates, the template a page was created from, and the default template of a space."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not as a batch operation: that would recreate the tables, which foreign keys forbid if they have rows.
    no_words = {"nullable": False, "server_default": ""}
    op.add_column("pages", sa.Column("is_template", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("pages", sa.Column("pattern", sa.String(length=40), **no_words))
    op.add_column("spaces", sa.Column("template", sa.String(length=40), **no_words))
    op.add_column("drafts", sa.Column("template", sa.String(length=40), **no_words))


def downgrade() -> None:
    op.drop_column("drafts", "template")
    op.drop_column("spaces", "template")
    op.drop_column("pages", "pattern")
    op.drop_column("pages", "is_template")
