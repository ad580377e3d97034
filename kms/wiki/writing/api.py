"""Creating and changing pages over the API."""

from dataclasses import asdict, dataclass

from flask import Response

from kms.api.routes import Answer, me, sent
from kms.core.bodies import line, one_of
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
from kms.wiki.templates.service import LANGUAGES
from kms.wiki.templates.web.offers import begun, language


@dataclass(frozen=True, kw_only=True)
class PageWrite(PageDraft):
    """A new page; without a text it starts with that of `template`, a key of the list of templates, in `language`."""

    space: str = line(80, required=True)
    language: str = one_of(("", *LANGUAGES))


@dataclass(frozen=True)
class ClashJson:
    """A passage that both sides changed differently: its first line in the base, and its lines in each text."""

    line: int
    base: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class EditConflictJson:
    """What could not be merged: the complete texts, and each clash; base the next attempt on `revision`."""

    base: str
    theirs: str
    mine: str
    base_revision: int
    revision: int
    conflicts: list[ClashJson]


@routes.operation("POST", "/pages", who="write", takes=PageWrite, gives=PageJson, status=(201,))
def post_page() -> Answer:
    """Create a page."""
    wanted = sent(PageWrite)
    draft, pattern = begun(wanted.space, wanted, wanted.language or language())
    rendered = render(draft.text, "maths" in features.of_space(reading(), wanted.space))
    page = service.create_page(writing(), me(), wanted.space, draft, rendered, pattern=pattern)
    return Answer(whole(page.id), 201)


@routes.operation("PUT", "/pages/<int:page_id>", who="write", takes=PageEdit, gives=PageJson, conflict=EditConflictJson)
def put_page(page_id: int) -> PageJson | Response:
    """Change a page; what others saved since is merged line by line, or else 409 with all texts and each clash."""
    try:
        edit = sent(PageEdit)
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
