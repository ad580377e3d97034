"""Import runs: what somebody brought, what became of it, and what it made, so that it can be taken back."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kms.core.clock import now
from kms.core.db import Base

LOOK_JOB, RUN_JOB, UNDO_JOB = "bringing.look", "bringing.run", "bringing.undo"
LOOKING, READY, RUNNING, DONE, UNDOING, UNDONE, FAILED = (
    "looking", "ready", "running", "done", "undoing", "undone", "failed",
)  # fmt: skip
WORKING = (LOOKING, RUNNING, UNDOING)


class ImportRun(Base):
    """One person brings files along.

    `state`: looking (the preview is being made), ready (it waits for the word to begin), running, done, undoing,
    undone, failed (`error` says why). `files` are [name, bytes] as sent. Pages go into the space, below `parent_id` if
    that is set; bookmarks become visible to `audience`. `plan` is the preview and `report` what was done, both as
    `bringing.report` has them; `undo_report` are the things that were left, as [kind, name, why].
    """

    __tablename__ = "import_runs"
    __table_args__ = (Index(None, "person_id", "created_at"), Index(None, "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(10), default=LOOKING)
    starts: Mapped[bool] = mapped_column(default=False)
    files: Mapped[list[list[str | int]]] = mapped_column(JSON, default=list)
    space_id: Mapped[int | None] = mapped_column(ForeignKey("spaces.id", ondelete="SET NULL"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id", ondelete="SET NULL"))
    audience: Mapped[str] = mapped_column(String(500))
    plan: Mapped[str] = mapped_column(Text, default="")
    report: Mapped[str] = mapped_column(Text, default="")
    undo_report: Mapped[str] = mapped_column(Text, default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


class ImportItem(Base):
    """What a run made or changed: a page, file or bookmark, with its revision before (0: the run made it) and after."""

    __tablename__ = "import_items"
    __table_args__ = (Index(None, "run_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    item_id: Mapped[int]
    before: Mapped[int]
    after: Mapped[int]
