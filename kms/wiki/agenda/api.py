"""Suggesting agenda items over the API."""

from dataclasses import dataclass

from kms.api.routes import Answer, body, me
from kms.core.inputs import Fields
from kms.web.transaction import unit_of_work
from kms.wiki.agenda.items import LONGEST
from kms.wiki.agenda.suggesting import add_suggestion
from kms.wiki.api_routes import routes


@dataclass(frozen=True)
class SuggestionWrite:
    """A single-line suggestion for an agenda."""

    text: str


@routes.operation("POST", "/pages/<int:page_id>/suggestions", who="write", takes=SuggestionWrite, status=(204,))
def post_suggestion(page_id: int) -> Answer:
    """Suggest an agenda item.

    Anyone who can read the agenda may suggest one. 409 if the page is not an agenda or its minutes already exist.
    """
    fields = Fields(body())
    text = fields.line("text", LONGEST, required=True)
    fields.done()
    add_suggestion(unit_of_work(), me(), page_id, text)
    return Answer(None, 204)
