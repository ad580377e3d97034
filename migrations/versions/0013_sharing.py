"""Access lists within another list, and requests for access to a space."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("access_lists", sa.Column("within_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_access_lists_within_id"), "access_lists", ["within_id"], unique=False)
    op.add_column("spaces", sa.Column("takes_requests", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "access_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_access_requests_answered_by_people"),
                                ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_access_requests_person_id_people"),
                                ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["space_id"], ["spaces.id"], name=op.f("fk_access_requests_space_id_spaces"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_requests")),
        sa.UniqueConstraint("space_id", "person_id", name=op.f("uq_access_requests_space_id_person_id")),
        sqlite_autoincrement=True,
    )  # fmt: skip
    op.create_index(op.f("ix_access_requests_person_id"), "access_requests", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("access_requests")
    op.drop_column("spaces", "takes_requests")
    op.drop_index(op.f("ix_access_lists_within_id"), "access_lists")
    op.drop_column("access_lists", "within_id")
