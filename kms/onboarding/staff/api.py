"""Adding people over the API: one, or a staff list."""

from dataclasses import dataclass

from kms.access.policy import require_people_role
from kms.accounts.api_routes import routes
from kms.api.routes import Answer, body, me
from kms.core.errors import Invalid
from kms.core.inputs import Fields
from kms.core.text import N_
from kms.onboarding.staff import admission, roster, sheet
from kms.signin.people_api import CodeJson, start_code
from kms.web.i18n import say
from kms.web.transaction import reading, writing


@dataclass(frozen=True)
class PersonBody:
    """A new person; `user_name` defaults to one made from the name; `groups` are names, unknown ones are created."""

    name: str
    user_name: str
    email: str
    groups: list[str]
    lead: bool


@dataclass(frozen=True)
class ListBody:
    """A list copied from a spreadsheet or a CSV file; with `preview` nothing is stored."""

    text: str
    preview: bool


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
    form = Fields(body())
    groups_named = ", ".join(form.lines("groups", many=50, limit=100))
    row = (form.line("name", 200, required=True), form.line("user_name", 60), form.line("email", 320), groups_named)
    lead = "x" if form.flag("lead") else ""
    form.done()
    columns = (sheet.NAME, sheet.USER_NAME, sheet.EMAIL, sheet.GROUP, sheet.LEADS)
    listed = roster.read_roster(writing(), sheet.StaffSheet(((*row, lead),), columns, ("",) * 5, (1,), ""))
    (entry,) = listed.entries
    if entry.faults or entry.person_id is not None:
        raise Invalid({"name": entry.faults[0] if entry.faults else N_("This person is here already.")})
    (person,) = admission.admit_people(writing(), me(), listed)
    return Answer(CodeJson(person.user_name, start_code(person)), 201)


@routes.operation("POST", "/people/list", who="write", takes=ListBody, gives=RowList, status=(200, 201))
def take_list() -> Answer:
    """Add a list of people, all or none; for administrators and the people role. Use `preview` first."""
    require_people_role(me())
    form = Fields(body())
    text, preview = form.text("text", 1_000_000), form.flag("preview")
    form.done()
    if preview:
        return Answer(_rows(roster.read_roster(reading(), sheet.read_sheet(text)), {}))
    listed = roster.read_roster(writing(), sheet.read_sheet(text))
    added = admission.admit_people(writing(), me(), listed)
    return Answer(_rows(listed, {person.user_name: start_code(person) for person in added}), 201)


def _rows(listed: roster.Roster, codes: dict[str, str]) -> RowList:
    rows = [
        RowJson(e.line, e.name, e.user_name, e.state, [say(m) for m in (*e.faults, *e.notes)], codes.get(e.user_name))
        for e in listed.entries
    ]
    return RowList(list(listed.sheet.columns), rows)
