"""Tables of spaces, pages, revisions, and what is derived from a revision."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from kms.access.models import GuardedRow
from kms.comments.models import THING_JOB
from kms.core.clock import now
from kms.core.db import Base, Uncached, index_where_set
from kms.files.models import TEXT_JOB

INDEX_JOB = "index"
RENDER_JOB = "wiki.render"
SAVED_JOB = "wiki.saved"


class Space(GuardedRow, Base):
    """A named part of the wiki with its own access list.

    `features` as in kms/wiki/spaces/inputs.py; `template` is the key of the template its new pages start with. If it
    takes access requests, its name is shown to people who cannot read it.
    """

    __tablename__ = "spaces"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(String(1000), default="")
    features: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    template: Mapped[str] = mapped_column(String(40), default="", server_default="")
    takes_requests: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)


class AccessRequest(Base):
    """A person's latest request for access to a space.

    Unanswered while `answered_at` is None; `level` is what was granted, None if it was declined.
    """

    __tablename__ = "access_requests"
    __table_args__ = (UniqueConstraint("space_id", "person_id"), Index(None, "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    note: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    level: Mapped[int | None]
    answer: Mapped[str] = mapped_column(String(500), default="")
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    answered_at: Mapped[datetime | None]


class Page(GuardedRow, Base):
    """A titled text.

    `path` is "/3/17/" from the root of the tree down to this page's own id; `revision` is the number of the newest
    revision, `head_id` its id; `pattern` names the built-in template it was made from ("agenda"), `is_template` offers
    the page itself as a template.
    """

    __tablename__ = "pages"
    __table_args__ = (
        Index(None, "space_id", "parent_id", "title_key"),
        Index(None, "space_id", "updated_at"),
        Index(None, "space_id", "source_path"),
        Index(None, "parent_id"),
        Index(None, "path"),
        Index(None, "title_key"),
        Index(None, "updated_at"),
        index_where_set("trashed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id"))
    path: Mapped[str] = mapped_column(String(1000), default="")
    title: Mapped[str] = mapped_column(String(1000))
    title_key: Mapped[str] = mapped_column(String(1500))
    slug: Mapped[str] = mapped_column(String(80))
    head_id: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=0)
    lists_children: Mapped[bool] = mapped_column(default=False)
    is_template: Mapped[bool] = mapped_column(default=False, server_default=false())
    pattern: Mapped[str] = mapped_column(String(40), default="", server_default="")
    source_path: Mapped[str | None] = mapped_column(String(1000))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    updated_at: Mapped[datetime] = mapped_column(default=now)
    trashed_at: Mapped[datetime | None]
    trashed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    def job_keys(self) -> Iterable[tuple[str, str]]:
        """What search must reindex, including the comments on the page."""
        return [(INDEX_JOB, f"page:{self.id}"), (THING_JOB, f"page:{self.id}")]


class Revision(Base):
    """One saved state of a page; never changed afterwards."""

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("page_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(1000))
    text: Mapped[str] = mapped_column(Text)
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    summary: Mapped[str] = mapped_column(String(500), default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    by_system: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Rendering(Base):
    """The rendering of a page's newest revision, without anything that depends on the reader.

    `engine` is the version of the renderer, negative if formulas were enabled; `links` and `headings` are JSON lists.
    """

    __tablename__ = "renderings"

    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"), primary_key=True)
    revision_id: Mapped[int]
    engine: Mapped[int]
    html: Mapped[str] = mapped_column(Text)
    headings: Mapped[str] = mapped_column(Text, default="[]")
    links: Mapped[str] = mapped_column(Text, default="[]")
    plain: Mapped[str] = mapped_column(Text, default="")


class PageLink(Base):
    """A page mentions another: by title (`key` is the whole folded target, `tail` its last part) or by id."""

    __tablename__ = "page_links"
    __table_args__ = (Index(None, "page_id"), Index(None, "key"), Index(None, "tail"), Index(None, "target_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(1500), default="")
    tail: Mapped[str] = mapped_column(String(1500), default="")
    target: Mapped[str] = mapped_column(String(1500), default="")
    space: Mapped[str] = mapped_column(String(200), default="")
    target_id: Mapped[int | None]


class PageTask(Base):
    """A task `- [ ] @name …` of a page's newest revision; `place` is the index of its checkbox, counted from 0.

    The row stays the same when its text changes. `due` was worked out from `due_words` on the day they were written.
    """

    __tablename__ = "page_tasks"
    __table_args__ = (Index(None, "page_id"), Index(None, "given_by"))

    id: Mapped[int] = mapped_column(primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"))
    place: Mapped[int]
    text: Mapped[str] = mapped_column(String(1000))
    done: Mapped[bool]
    due: Mapped[date | None]
    due_words: Mapped[str] = mapped_column(String(100), default="")
    given_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    done_at: Mapped[datetime | None]


class TaskPerson(Base):
    """The task names the person of this user name (`key` as in `Person.key`), who may not exist."""

    __tablename__ = "task_people"
    __table_args__ = (Index(None, "key"),)

    task_id: Mapped[int] = mapped_column(ForeignKey("page_tasks.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)


class PageTag(Base):
    """A tag of a page."""

    __tablename__ = "page_tags"
    __table_args__ = (Index(None, "tag_id", "page_id"),)

    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)


class Attachment(GuardedRow, Base):
    """A file in a space, usually of one page; its content is in the file store under `sha256`."""

    __tablename__ = "attachments"
    __table_args__ = (Index(None, "page_id"), Index(None, "space_id"), Index(None, "sha256"))

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("spaces.id"))
    page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id"))
    sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256"))
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]
    mime: Mapped[str] = mapped_column(String(100))
    source_path: Mapped[str | None] = mapped_column(String(1000))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)

    def job_keys(self) -> Iterable[tuple[str, str]]:
        """What search must reindex, and the content that may need its text extracted."""
        page = [] if self.page_id is None else [(INDEX_JOB, f"page:{self.page_id}")]
        return [(INDEX_JOB, f"file:{self.id}"), (TEXT_JOB, self.sha256), *page]


class Responsible(Base):
    """The person responsible for a page."""

    __tablename__ = "responsibles"
    __table_args__ = (Index(None, "person_id"),)

    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))


class Pin(Base):
    """A page pinned by a person."""

    __tablename__ = "pins"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Draft(Uncached, Base):
    """A person's unsaved text, for a page or for a new one in a space.

    `slot` names it among the person's drafts, `version` counts how often it was stored, `tab` and `turn` say which tab
    stored it last and how often. `section` is the heading's id if only a section is being edited, `template` the key of
    the template that a new page was started with.
    """

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("person_id", "slot"), Index(None, "page_id"), Index(None, "discarded_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    slot: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(default=1)
    tab: Mapped[str] = mapped_column(String(40), default="")
    turn: Mapped[int] = mapped_column(default=0)
    page_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id", ondelete="SET NULL"))
    space_id: Mapped[int | None] = mapped_column(ForeignKey("spaces.id", ondelete="SET NULL"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("pages.id", ondelete="SET NULL"))
    base_revision: Mapped[int] = mapped_column(default=0)
    section: Mapped[str] = mapped_column(String(1100), default="")
    title: Mapped[str] = mapped_column(String(1000), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    tags: Mapped[str] = mapped_column(Text, default="")
    summary: Mapped[str] = mapped_column(String(500), default="")
    template: Mapped[str] = mapped_column(String(40), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    discarded_at: Mapped[datetime | None]


class Presence(Uncached, Base):
    """Somebody is editing a page in the tab `tab`; removed soon after the tab last reported."""

    __tablename__ = "presences"
    __table_args__ = (Index(None, "page_id"), Index(None, "heard_at"))

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    tab: Mapped[str] = mapped_column(String(40), primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("pages.id", ondelete="CASCADE"))
    heard_at: Mapped[datetime] = mapped_column(default=now)
