"""Drafts on the server, and who is editing now."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tab", sa.String(length=40), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=True),
        sa.Column("space_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("base_revision", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=1100), nullable=False),
        sa.Column("title", sa.String(length=1000), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("summary", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("discarded_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_drafts_page_id_pages"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["pages.id"], name=op.f("fk_drafts_parent_id_pages"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_drafts_person_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["space_id"], ["spaces.id"], name=op.f("fk_drafts_space_id_spaces"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("person_id", "slot", name=op.f("uq_drafts_person_id_slot")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_drafts_discarded_at"), "drafts", ["discarded_at"], unique=False)
    op.create_index(op.f("ix_drafts_page_id"), "drafts", ["page_id"], unique=False)
    op.create_table(
        "presences",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("tab", sa.String(length=40), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("heard_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_presences_page_id_pages"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_presences_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "tab", name=op.f("pk_presences")),
    )
    op.create_index(op.f("ix_presences_heard_at"), "presences", ["heard_at"], unique=False)
    op.create_index(op.f("ix_presences_page_id"), "presences", ["page_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_presences_page_id"), table_name="presences")
    op.drop_index(op.f("ix_presences_heard_at"), table_name="presences")
    op.drop_table("presences")
    op.drop_index(op.f("ix_drafts_page_id"), table_name="drafts")
    op.drop_index(op.f("ix_drafts_discarded_at"), table_name="drafts")
    op.drop_table("drafts")
