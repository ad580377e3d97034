"""The text of files, and access lists for everybody and for each group, so that people and groups can be found."""

import time

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

READ = 1


def upgrade() -> None:
    op.create_table(
        "file_texts",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("extracted_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["blobs.sha256"], name=op.f("fk_file_texts_sha256_blobs"),
                                ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file_texts")),
    )  # fmt: skip
    op.create_index(op.f("ix_file_texts_state"), "file_texts", ["state"], unique=False)
    op.create_index(op.f("ix_file_texts_version"), "file_texts", ["version"], unique=False)
    _make_lists(op.get_bind())
    _leave_jobs(op.get_bind())


def _make_lists(connection: sa.Connection) -> None:
    """Creates the list that lets everybody read, and one for each group, where they do not exist yet."""
    lists = sa.table("access_lists", sa.column("id"), sa.column("audience"))
    grants = sa.table("grants", sa.column("acl_id"), sa.column("principal"), sa.column("level"))
    groups = sa.table("groups", sa.column("id"))
    present = set(connection.scalars(sa.select(lists.c.audience)))
    for audience in ["members", *(f"group:{id}" for id in connection.scalars(sa.select(groups.c.id)))]:
        if audience not in present:
            connection.execute(sa.insert(lists).values(audience=audience))
            id = connection.scalar(sa.select(lists.c.id).where(lists.c.audience == audience))
            connection.execute(sa.insert(grants).values(acl_id=id, principal=audience, level=READ))


def _leave_jobs(connection: sa.Connection) -> None:
    """Existing files still have to be read, and the search has to index the kinds it does not know yet."""
    jobs = sa.table("jobs", *map(sa.column, ("kind", "key", "rev", "run_at", "created_at", "attempts", "error")))
    now = int(time.time() * 1_000_000)
    for table, kind in (("blobs", "files.upkeep"), ("people", "index.reconcile")):
        if connection.scalar(sa.select(sa.func.count()).select_from(sa.table(table))):
            connection.execute(sa.delete(jobs).where(jobs.c.kind == kind))
            connection.execute(
                sa.insert(jobs).values(kind=kind, key="all", rev=1, run_at=now, created_at=now, attempts=0, error="")
            )


def downgrade() -> None:
    op.drop_index(op.f("ix_file_texts_version"), table_name="file_texts")
    op.drop_index(op.f("ix_file_texts_state"), table_name="file_texts")
    op.drop_table("file_texts")
