"""Tables of import runs: what was uploaded, the result, and what was created, so that it can be undone."""

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
    """An import by one person. `state`: looking (the preview is being made), ready (waiting to be started), running,
    done, undoing, undone, failed (`error` has the reason). `files` are [name, bytes] as uploaded. Pages go into the
    space, below `parent_id` if set; bookmarks become visible to `audience`. `plan` is the preview and `report` the
    result, both as in `kms.imports.report`; `undo_report` are the items that were left, as [kind, name, why]."""

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
    """An item a run created or changed: a page, file or bookmark, with its revisions before (0: created) and after."""

    __tablename__ = "import_items"
    __table_args__ = (Index(None, "run_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_runs.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    item_id: Mapped[int]
    before: Mapped[int]
    after: Mapped[int]
