"""Pages and spaces over the API."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from flask import Response, request

from kms.access.policy import Level
from kms.accounts import audiences
from kms.api.routes import Answer, ApiRoutes, body, me
from kms.core.inputs import Fields
from kms.core.text import fold_key, slugify
from kms.markup.render import render
from kms.web.errors import problem
from kms.web.identity import my_reach
from kms.web.reading import number, page_size
from kms.web.transaction import abandon, reading, writing
from kms.wiki import features, files, moving, queries, resolving, service, spaces
from kms.wiki.beginning import begun
from kms.wiki.inputs import PageDraft, PageEdit, SpaceDraft
from kms.wiki.models import Space
from kms.wiki.preparing import EditConflict
from kms.wiki.queries import PageRow
from kms.wiki.saving import save

routes = ApiRoutes("wiki_api", __name__)


@dataclass(frozen=True)
class PageJson:
    """A page; `space` is the space's short name, `parent` the id of the page above, `revision` the newest number."""

    id: int
    space: str
    parent: int | None
    title: str
    text: str
    tags: list[str]
    revision: int
    source_path: str | None
    url: str
    updated_at: datetime
    updated_by: str | None


@dataclass(frozen=True)
class PageEntry:
    """A page in a list: without its text."""

    id: int
    space: str
    parent: int | None
    title: str
    tags: list[str]
    revision: int
    source_path: str | None
    url: str
    updated_at: datetime
    updated_by: str | None


@dataclass(frozen=True)
class PageList:
    """Some pages, and the cursor of the next ones."""

    items: list[PageEntry]
    next: str | None


@dataclass(frozen=True)
class PageWrite:
    """A new page; without a text it begins with that of `template`, a key of the list of templates."""

    space: str
    title: str
    text: str = ""
    parent: int | None = None
    tags: list[str] = field(default_factory=list)
    template: str = ""


@dataclass(frozen=True)
class PageChange:
    """A change based on revision number `base_revision`; title and tags stay where they are not sent; with `section`,
    the id of a heading, `text` is that section alone."""

    base_revision: int
    text: str
    title: str = ""
    tags: list[str] = field(default_factory=list)
    summary: str = ""
    section: str = ""


@dataclass(frozen=True)
class ClashJson:
    """A place both sides changed differently: the line of the base where it begins, and its lines in each text."""

    line: int
    base: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class EditConflictJson:
    """What could not be merged: the texts whole, and each clash; base the next try on `revision`."""

    base: str
    theirs: str
    mine: str
    base_revision: int
    revision: int
    conflicts: list[ClashJson]


@dataclass(frozen=True)
class RevisionEntry:
    """A saved state in a list."""

    number: int
    title: str
    summary: str
    author: str | None
    created_at: datetime


@dataclass(frozen=True)
class RevisionList:
    """Some revisions, the newest first."""

    items: list[RevisionEntry]
    next: str | None


@dataclass(frozen=True)
class RevisionJson:
    """A saved state with its text."""

    number: int
    title: str
    text: str
    tags: list[str]
    summary: str
    created_at: datetime


@dataclass(frozen=True)
class AttachmentJson:
    """A file beside a page."""

    id: int
    name: str
    size: int
    mime: str
    url: str


@dataclass(frozen=True)
class AttachmentList:
    """The files beside a page."""

    items: list[AttachmentJson]


@dataclass(frozen=True)
class SpaceJson:
    """A space; `access` is "private", "everyone" or a list of "group:NAME"; `level` is what the caller may do."""

    id: int
    slug: str
    name: str
    description: str
    access: str | list[str]
    level: str
    url: str


@dataclass(frozen=True)
class SpaceList:
    """All spaces the caller can read."""

    items: list[SpaceJson]


@dataclass(frozen=True)
class SpaceWrite:
    """A new space."""

    name: str
    slug: str = ""
    description: str = ""
    access: str | list[str] = "private"


@routes.operation("GET", "/pages", who="read", gives=PageList, query=("space", "tag", "parent", "limit", "cursor"))
def list_pages() -> PageList:
    """List pages, the latest changed first."""
    args = request.args
    page = queries.list_pages(
        reading(),
        my_reach(),
        space=args.get("space", ""),
        tag=fold_key(args.get("tag", "")),
        parent_id=number("parent"),
        cursor=args.get("cursor"),
        limit=page_size(),
    )
    return PageList(_entries(page.items), page.next)


def _entries(rows: Any) -> list[PageEntry]:
    tags = queries.tags_of(reading(), [row.id for row in rows])
    return [PageEntry(**_common(row), tags=tags[row.id]) for row in rows]


def _common(row: PageRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "space": row.space,
        "parent": row.parent_id,
        "title": row.title,
        "revision": row.revision,
        "source_path": row.source_path,
        "url": row.address,
        "updated_at": row.updated_at,
        "updated_by": row.updated_by,
    }


@routes.operation("POST", "/pages", who="write", takes=PageWrite, gives=PageJson, status=(201,))
def post_page() -> Answer:
    """Make a page."""
    sent = body()
    fields = Fields(sent)
    space = fields.line("space", 80, required=True)
    fields.done()
    draft, pattern = begun(space, PageDraft.parse(sent))
    rendered = render(draft.text, "maths" in features.of_space(reading(), space))
    page = service.create_page(writing(), me(), space, draft, rendered, pattern=pattern)
    return Answer(_whole(page.id), 201)


@routes.operation("GET", "/pages/<int:page_id>", who="read", gives=PageJson)
def get_page(page_id: int) -> PageJson:
    """Read a page with its text."""
    return _whole(page_id)


def _whole(page_id: int) -> PageJson:
    session = reading()
    row = queries.get_page(session, my_reach(), page_id)
    tags = queries.tags_of(session, [row.id])[row.id]
    return PageJson(**_common(row), text=queries.get_head(session, row).text, tags=tags)


@routes.operation(
    "PUT", "/pages/<int:page_id>", who="write", takes=PageChange, gives=PageJson, conflict=EditConflictJson
)
def put_page(page_id: int) -> PageJson | Response:
    """Change a page; what others saved since is merged by line, else 409 with all texts and each clash."""
    try:
        save(page_id, PageEdit.parse(body()))
    except EditConflict as clash:
        abandon()
        return _conflict(clash)
    return _whole(page_id)


def _conflict(clash: EditConflict) -> Response:
    places = [ClashJson(place.line, place.base, place.theirs, place.mine) for place in clash.merge.conflicts]
    texts = EditConflictJson(clash.base, clash.theirs, clash.mine, clash.base_revision, clash.revision, places)
    return problem(409, clash.message, **asdict(texts))


@routes.operation("DELETE", "/pages/<int:page_id>", who="write", status=(204,))
def delete_page(page_id: int) -> Answer:
    """Put a page and all below it into the trash."""
    moving.trash_page(writing(), me(), page_id)
    return Answer(None, 204)


@routes.operation("GET", "/pages/<int:page_id>/revisions", who="read", gives=RevisionList, query=("limit", "cursor"))
def list_revisions(page_id: int) -> RevisionList:
    """The history of a page, the newest first."""
    queries.get_page(reading(), my_reach(), page_id)
    page = queries.list_revisions(reading(), page_id, request.args.get("cursor"), page_size())
    rows = [RevisionEntry(row.number, row.title, row.summary, row.author, row.created_at) for row in page.items]
    return RevisionList(rows, page.next)


@routes.operation("GET", "/pages/<int:page_id>/revisions/<int:number>", who="read", gives=RevisionJson)
def get_revision(page_id: int, number: int) -> RevisionJson:
    """One saved state of a page."""
    queries.get_page(reading(), my_reach(), page_id)
    row = queries.get_revision(reading(), page_id, number)
    return RevisionJson(row.number, row.title, row.text, list(row.tags), row.summary, row.created_at)


@routes.operation("GET", "/pages/<int:page_id>/backlinks", who="read", gives=PageList)
def list_backlinks(page_id: int) -> PageList:
    """The pages that link here."""
    page = queries.get_page(reading(), my_reach(), page_id)
    return PageList(_entries(resolving.backlinks(reading(), my_reach(), page)), None)


@routes.operation("GET", "/pages/<int:page_id>/attachments", who="read", gives=AttachmentList)
def list_attachments(page_id: int) -> AttachmentList:
    """The files beside a page."""
    queries.get_page(reading(), my_reach(), page_id)
    rows = files.files_of(reading(), page_id)
    return AttachmentList([AttachmentJson(row.id, row.name, row.size, row.mime, row.address) for row in rows])


@routes.operation("GET", "/spaces", who="read", gives=SpaceList)
def list_spaces() -> SpaceList:
    """The spaces the caller can read."""
    return SpaceList(_spaces(queries.list_spaces(reading(), my_reach())))


@routes.operation("POST", "/spaces", who="write", takes=SpaceWrite, gives=SpaceJson, status=(201,))
def post_space() -> Answer:
    """Make a space."""
    sent = body()
    fields = Fields(sent)
    name = fields.line("name", 200, required=True)
    slug = slugify(fields.line("slug", 80) or name)
    description = fields.line("description", 1000)
    fields.done()
    audience = audiences.from_names(reading(), sent.get("access", "private"))
    draft = SpaceDraft(name, slug, description, audience)
    return Answer(_spaces([spaces.create_space(writing(), me(), draft)])[0], 201)


def _spaces(found: Any) -> list[SpaceJson]:
    session = reading()
    access = audiences.of_lists(session, [space.acl_id for space in found])
    manage, write = my_reach(Level.MANAGE), my_reach(Level.WRITE)
    return [_space(space, access[space.acl_id].names, _level(space, manage, write)) for space in found]


def _level(space: Space, manage: Any, write: Any) -> str:
    return "manage" if manage.covers(space) else "write" if write.covers(space) else "read"


def _space(space: Space, access: str | list[str], level: str) -> SpaceJson:
    return SpaceJson(space.id, space.slug, space.name, space.description, access, level, f"/spaces/{space.slug}")
