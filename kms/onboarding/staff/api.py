"""Adding people over the API: one, or a staff list."""

from dataclasses import dataclass

from kms.access.policy import require_people_role
from kms.accounts.api_routes import routes
from kms.api.routes import Answer, me, sent
from kms.core.bodies import Body, flag, line, lines, text
from kms.core.errors import Invalid
from kms.core.text import N_
from kms.onboarding.staff import admission, roster, sheet
from kms.signin.people_api import CodeJson, start_code
from kms.web.i18n import say
from kms.web.transaction import reading, writing


@dataclass(frozen=True)
class PersonBody(Body):
    """A new person; `user_name` defaults to one made from the name; `groups` are names, unknown ones are created."""

    name: str = line(200, required=True)
    user_name: str = line(60)
    email: str = line(320)
    groups: tuple[str, ...] = lines(50, 100)
    lead: bool = flag()


@dataclass(frozen=True)
class ListBody(Body):
    """A list copied from a spreadsheet or a CSV file; with `preview` nothing is stored."""

    text: str = text(1_000_000)
    preview: bool = flag()


@dataclass(frozen=True)
class RowJson:
    """A row of the list: `state` is new, known or wrong; `code` is the start code, returned only once."""

    line: int
    name: str
    user_name: str
    state: str
    says: list[str]
    code: str | None


@dataclass(frozen=True)
class RowList:
    """The parsed list: the meaning of each column, and its rows."""

    columns: list[str]
    items: list[RowJson]


@routes.operation("POST", "/people", who="write", takes=PersonBody, gives=CodeJson, status=(201,))
def add_person() -> Answer:
    """Add a person and return their start code; for administrators and the people role."""
    require_people_role(me())
    listed = roster.read_roster(writing(), _sheet_of(sent(PersonBody)))
    (entry,) = listed.entries
    if entry.faults or entry.person_id is not None:
        raise Invalid({"name": entry.faults[0] if entry.faults else N_("This person is here already.")})
    (person,) = admission.admit_people(writing(), me(), listed)
    return Answer(CodeJson(person.user_name, start_code(person)), 201)


def _sheet_of(person: PersonBody) -> sheet.StaffSheet:
    """A staff list of one row."""
    row = (person.name, person.user_name, person.email, ", ".join(person.groups), "x" if person.lead else "")
    columns = (sheet.NAME, sheet.USER_NAME, sheet.EMAIL, sheet.GROUP, sheet.LEADS)
    return sheet.StaffSheet((row,), columns, ("",) * len(columns), (1,), "")


@routes.operation("POST", "/people/list", who="write", takes=ListBody, gives=RowList, status=(200, 201))
def take_list() -> Answer:
    """Add a list of people, all or none; for administrators and the people role. Use `preview` first."""
    require_people_role(me())
    wanted = sent(ListBody)
    if wanted.preview:
        return Answer(_rows(roster.read_roster(reading(), sheet.read_sheet(wanted.text)), {}))
    listed = roster.read_roster(writing(), sheet.read_sheet(wanted.text))
    added = admission.admit_people(writing(), me(), listed)
    return Answer(_rows(listed, {person.user_name: start_code(person) for person in added}), 201)


def _rows(listed: roster.Roster, codes: dict[str, str]) -> RowList:
    rows = [
        RowJson(e.line, e.name, e.user_name, e.state, [say(m) for m in (*e.faults, *e.notes)], codes.get(e.user_name))
        for e in listed.entries
    ]
    return RowList(list(listed.sheet.columns), rows)
