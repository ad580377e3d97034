"""Agendas over the API: suggesting an item."""

from dataclasses import dataclass

from kms.api.routes import Answer, me, sent
from kms.core.bodies import Body, line
from kms.web.transaction import unit_of_work
from kms.wiki.agenda.items import LONGEST
from kms.wiki.agenda.suggesting import add_suggestion
from kms.wiki.api_routes import routes


@dataclass(frozen=True)
class SuggestionWrite(Body):
    """One line that becomes an item of the agenda."""

    text: str = line(LONGEST, required=True)


@routes.operation("POST", "/pages/<int:page_id>/suggestions", who="write", takes=SuggestionWrite, status=(204,))
def post_suggestion(page_id: int) -> Answer:
    """Add an item to an agenda; whoever can read it may. 409 where the page is none, or its minutes are made."""
    add_suggestion(unit_of_work(), me(), page_id, sent(SuggestionWrite).text)
    return Answer(None, 204)
