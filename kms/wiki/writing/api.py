"""Creating and changing pages over the API."""

from dataclasses import asdict, dataclass, field

from flask import Response

from kms.api.routes import Answer, body, me
from kms.core.inputs import Fields
from kms.markup.render import render
from kms.web.errors import problem
from kms.web.identity import my_reach
from kms.web.transaction import abandon, reading, unit_of_work, writing
from kms.wiki.api_routes import routes
from kms.wiki.pages import features, queries
from kms.wiki.pages.inputs import PageDraft, PageEdit
from kms.wiki.reading.api import PageJson, whole
from kms.wiki.revisions import service
from kms.wiki.saving.preparing import EditConflict, edited_page
from kms.wiki.saving.service import save
from kms.wiki.templates.offers import begun, language
from kms.wiki.templates.service import LANGUAGES


@dataclass(frozen=True)
class PageWrite:
    """A new page.

    Without a text it starts from that of `template`, a key from the list of templates, in `language`.
    """

    space: str
    title: str
    text: str = ""
    parent: int | None = None
    tags: list[str] = field(default_factory=list)
    template: str = ""
    language: str = ""


@dataclass(frozen=True)
class PageChange:
    """A change based on revision number `base_revision`.

    Omitted title and tags stay unchanged; with `section`, the id of a heading, `text` is that section alone.
    """

    base_revision: int
    text: str
    title: str = ""
    tags: list[str] = field(default_factory=list)
    summary: str = ""
    section: str = ""


@dataclass(frozen=True)
class ClashJson:
    """A place that both sides changed differently: the line of the base where it begins, and its lines in each text."""

    line: int
    base: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class EditConflictJson:
    """A change that could not be merged.

    Gives the whole texts and each clash; base the next attempt on `revision`.
    """

    base: str
    theirs: str
    mine: str
    base_revision: int
    revision: int
    conflicts: list[ClashJson]


@routes.operation("POST", "/pages", who="write", takes=PageWrite, gives=PageJson, status=(201,))
def post_page() -> Answer:
    """Create a page."""
    sent = body()
    fields = Fields(sent)
    space = fields.line("space", 80, required=True)
    wanted = fields.one_of("language", LANGUAGES, language())
    fields.done()
    draft, pattern = begun(space, PageDraft.parse(sent), wanted)
    rendered = render(draft.text, "maths" in features.of_space(reading(), space))
    page = service.create_page(writing(), me(), space, draft, rendered, pattern=pattern)
    return Answer(whole(page.id), 201)


@routes.operation(
    "PUT", "/pages/<int:page_id>", who="write", takes=PageChange, gives=PageJson, conflict=EditConflictJson
)
def put_page(page_id: int) -> PageJson | Response:
    """Change a page.

    Changes saved by others since the base are merged by line; if that fails, 409 with all texts and each clash.
    """
    try:
        edit = PageEdit.parse(body())
        page = queries.get_page(reading(), my_reach(), page_id)
        save(unit_of_work(), me(), edited_page(reading(), page, edit))
    except EditConflict as clash:
        abandon()
        return _conflict(clash)
    return whole(page_id)


def _conflict(clash: EditConflict) -> Response:
    places = [ClashJson(place.line, place.base, place.theirs, place.mine) for place in clash.merge.conflicts]
    texts = EditConflictJson(clash.base, clash.theirs, clash.mine, clash.base_revision, clash.revision, places)
    return problem(409, clash.message, **asdict(texts))
