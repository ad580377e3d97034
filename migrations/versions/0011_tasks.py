"""The tasks of pages, and the people they name."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("due_words", sa.String(length=100), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["given_by"], ["people.id"], name=op.f("fk_page_tasks_given_by_people")),
        sa.ForeignKeyConstraint(
            ["page_id"], ["pages.id"], name=op.f("fk_page_tasks_page_id_pages"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_tasks")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_page_tasks_given_by"), "page_tasks", ["given_by"], unique=False)
    op.create_index(op.f("ix_page_tasks_page_id"), "page_tasks", ["page_id"], unique=False)
    op.create_table(
        "task_people",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["task_id"], ["page_tasks.id"], name=op.f("fk_task_people_task_id_page_tasks"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("task_id", "key", name=op.f("pk_task_people")),
    )
    op.create_index(op.f("ix_task_people_key"), "task_people", ["key"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_task_people_key"), table_name="task_people")
    op.drop_table("task_people")
    op.drop_index(op.f("ix_page_tasks_page_id"), table_name="page_tasks")
    op.drop_index(op.f("ix_page_tasks_given_by"), table_name="page_tasks")
    op.drop_table("page_tasks")
