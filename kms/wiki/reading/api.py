"""Pages over the API; spaces, history and moving have modules of their own that add to these routes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from flask import Response, request

from kms.api.routes import Answer, body, me
from kms.core.inputs import Fields
from kms.core.text import fold_key
from kms.markup.render import render
from kms.web.errors import problem
from kms.web.identity import my_reach
from kms.web.reading import number, page_size
from kms.web.transaction import abandon, reading, unit_of_work, writing
from kms.wiki.api_routes import routes
from kms.wiki.moving import service as moving
from kms.wiki.pages import features, queries
from kms.wiki.pages.inputs import PageDraft, PageEdit
from kms.wiki.pages.queries import PageRow
from kms.wiki.revisions import service
from kms.wiki.saving.preparing import EditConflict, edited_page
from kms.wiki.saving.service import save
from kms.wiki.templates.offers import begun, language
from kms.wiki.templates.service import LANGUAGES


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
    """A new page; without a text it begins with that of `template`, a key of the list of templates, in `language`."""

    space: str
    title: str
    text: str = ""
    parent: int | None = None
    tags: list[str] = field(default_factory=list)
    template: str = ""
    language: str = ""


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
    return PageList(entries(page.items), page.next)


def entries(rows: Sequence[PageRow]) -> list[PageEntry]:
    """Pages as they stand in lists."""
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
    wanted = fields.one_of("language", LANGUAGES, language())
    fields.done()
    draft, pattern = begun(space, PageDraft.parse(sent), wanted)
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
        edit = PageEdit.parse(body())
        page = queries.get_page(reading(), my_reach(), page_id)
        save(unit_of_work(), me(), edited_page(reading(), page, edit))
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
