"""Managing people's access over the API."""

from dataclasses import dataclass

from kms.accounts.api_routes import routes
from kms.accounts.inputs import ChangeBody, PersonChange
from kms.accounts.models import Person
from kms.accounts.people import service as people
from kms.accounts.people.api import PersonJson
from kms.api.routes import Answer, me, sent
from kms.signin import service
from kms.signin.service import end_sign_ins, resume, suspend
from kms.signin.web import identity
from kms.web.transaction import writing


@dataclass(frozen=True)
class CodeJson:
    """A start code: it works once, until the expiry date set in the settings."""

    user_name: str
    code: str


def start_code(person: Person) -> str:
    """Create a start code for a person."""
    return service.make_code(writing(), me(), identity.code_terms(), person.id)


@routes.operation("PATCH", "/people/<int:person_id>", who="write", takes=ChangeBody, gives=PersonJson)
def change_person(person_id: int) -> PersonJson:
    """Change, suspend or reactivate a person; for administrators and the people role."""
    session = writing()
    person = people.get_managed(session, me(), person_id)
    wanted = sent(ChangeBody)
    present = PersonChange(person.user_name, person.name, person.email)
    people.change_person(session, me(), person_id, wanted.change(present))
    if wanted.suspended is not None:
        (suspend if wanted.suspended else resume)(session, me(), person_id)
    return PersonJson(person.id, person.user_name, person.name)


@routes.operation("POST", "/people/<int:person_id>/code", who="write", gives=CodeJson, status=(201,))
def make_code(person_id: int) -> Answer:
    """Create a start code, shown only once; the previous one expires. For administrators and the people role."""
    person = people.get_managed(writing(), me(), person_id)
    return Answer(CodeJson(person.user_name, start_code(person)), 201)


@routes.operation("POST", "/people/<int:person_id>/sign-out", who="write", status=(204,))
def sign_out_everywhere(person_id: int) -> Answer:
    """End all sign-ins and revoke all API keys of a person; for administrators and the people role."""
    end_sign_ins(writing(), me(), person_id)
    return Answer(None, 204)
