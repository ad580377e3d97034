"""Suggesting agenda items over the API."""

from dataclasses import dataclass

from kms.api.routes import Answer, me, sent
from kms.core.bodies import Body, line
from kms.web.transaction import unit_of_work
from kms.wiki.agenda.items import LONGEST
from kms.wiki.agenda.suggesting import add_suggestion
from kms.wiki.api_routes import routes


@dataclass(frozen=True)
class SuggestionWrite(Body):
    """A single-line suggestion for an agenda."""

    text: str = line(LONGEST, required=True)


@routes.operation("POST", "/pages/<int:page_id>/suggestions", who="write", takes=SuggestionWrite, status=(204,))
def post_suggestion(page_id: int) -> Answer:
    """Suggest an agenda item.

    Anyone who can read the agenda may suggest one. 409 if the page is not an agenda or its minutes already exist.
    """
    add_suggestion(unit_of_work(), me(), page_id, sent(SuggestionWrite).text)
    return Answer(None, 204)
