"""People and groups over the API: the same rules as in the browser."""

from dataclasses import dataclass
from typing import Any

from flask import request

from kms.accounts import admission, directory, groups, identity, people, queries, roster, staff_sheet
from kms.accounts.inputs import GroupDraft, PersonChange
from kms.accounts.models import LEAD, MEMBER, Person
from kms.api.routes import Answer, ApiRoutes, body, me
from kms.core.errors import Invalid
from kms.core.inputs import Fields
from kms.core.text import N_
from kms.web.i18n import say
from kms.web.reading import page_size
from kms.web.transaction import reading, writing

routes = ApiRoutes("accounts_api", __name__)


@dataclass(frozen=True)
class PersonJson:
    """A colleague."""

    id: int
    user_name: str
    name: str


@dataclass(frozen=True)
class PersonList:
    """Colleagues by name."""

    items: list[PersonJson]


@dataclass(frozen=True)
class PersonBody:
    """`user_name` is made from the name where missing; `groups` are names, those that do not exist are made."""

    name: str
    user_name: str
    email: str
    groups: list[str]
    lead: bool


@dataclass(frozen=True)
class ListBody:
    """A list as it is copied out of a spreadsheet or stands in a CSV file; with `preview` nothing is stored."""

    text: str
    preview: bool


@dataclass(frozen=True)
class RowJson:
    """A row of the list: `state` is new, known or wrong; `code` is the start code, given this once."""

    line: int
    name: str
    user_name: str
    state: str
    says: list[str]
    code: str | None


@dataclass(frozen=True)
class RowList:
    """The list as it was understood: what each column means, and its rows."""

    columns: list[str]
    items: list[RowJson]


@dataclass(frozen=True)
class CodeJson:
    """A start code: it works once, until the day that the settings allow."""

    user_name: str
    code: str


@dataclass(frozen=True)
class ChangeBody:
    """What is changed about a person; what is missing stays."""

    name: str
    user_name: str
    email: str
    suspended: bool


@dataclass(frozen=True)
class MemberJson:
    """Somebody in a group; `role` is member or lead."""

    id: int
    user_name: str
    name: str
    role: str


@dataclass(frozen=True)
class GroupPageJson:
    """A group and its people."""

    id: int
    name: str
    description: str
    members: list[MemberJson]


@dataclass(frozen=True)
class GroupBody:
    """A new group."""

    name: str
    description: str


@dataclass(frozen=True)
class MembersBody:
    """People by user name or name, let in as member or lead."""

    names: list[str]
    role: str


@routes.operation("GET", "/people", who="read", gives=PersonList, query=("q", "limit"))
def list_people() -> PersonList:
    """Colleagues one of whose names begins with `q`."""
    found = directory.suggest_people(reading(), request.args.get("q", "")[:100], page_size())
    return PersonList([PersonJson(person.id, person.user_name, person.name) for person in found])


@routes.operation("POST", "/people", who="write", takes=PersonBody, gives=CodeJson, status=(201,))
def add_person() -> Answer:
    """Add a person and get their start code; for administrators and the people role."""
    people.require_people_role(me())
    form = Fields(body())
    groups_named = ", ".join(form.lines("groups", many=50, limit=100))
    row = (form.line("name", 200, required=True), form.line("user_name", 60), form.line("email", 320), groups_named)
    lead = "x" if form.flag("lead") else ""
    form.done()
    columns = (staff_sheet.NAME, staff_sheet.USER_NAME, staff_sheet.EMAIL, staff_sheet.GROUP, staff_sheet.LEADS)
    listed = roster.read_roster(writing(), staff_sheet.StaffSheet(((*row, lead),), columns, ("",) * 5, (1,), ""))
    (entry,) = listed.entries
    if entry.faults or entry.person_id is not None:
        raise Invalid({"name": entry.faults[0] if entry.faults else N_("This person is here already.")})
    (person,) = admission.admit_people(writing(), me(), listed)
    return Answer(CodeJson(person.user_name, _code(person)), 201)


@routes.operation("POST", "/people/list", who="write", takes=ListBody, gives=RowList, status=(200, 201))
def take_list() -> Answer:
    """Take a list of people in, all or none; for administrators and the people role. Ask with `preview` first."""
    people.require_people_role(me())
    form = Fields(body())
    text, preview = form.text("text", 1_000_000), form.flag("preview")
    form.done()
    if preview:
        return Answer(_rows(roster.read_roster(reading(), staff_sheet.read_sheet(text)), {}))
    listed = roster.read_roster(writing(), staff_sheet.read_sheet(text))
    added = admission.admit_people(writing(), me(), listed)
    return Answer(_rows(listed, {person.user_name: _code(person) for person in added}), 201)


def _rows(listed: roster.Roster, codes: dict[str, str]) -> RowList:
    rows = [
        RowJson(e.line, e.name, e.user_name, e.state, [say(m) for m in (*e.faults, *e.notes)], codes.get(e.user_name))
        for e in listed.entries
    ]
    return RowList(list(listed.sheet.columns), rows)


def _code(person: Person) -> str:
    return people.make_code(writing(), me(), identity.code_terms(), person.id)


@routes.operation("PATCH", "/people/<int:person_id>", who="write", takes=ChangeBody, gives=PersonJson)
def change_person(person_id: int) -> PersonJson:
    """Change, suspend or let in again; for administrators and the people role."""
    session, sent = writing(), body()
    person = people.get_managed(session, me(), person_id)
    form: dict[str, Any] = {"name": person.name, "user_name": person.user_name, "email": person.email or ""}
    people.change_person(session, me(), person_id, PersonChange.parse(form | sent))
    if "suspended" in sent:
        (people.suspend if Fields(sent).flag("suspended") else people.resume)(session, me(), person_id)
    return PersonJson(person.id, person.user_name, person.name)


@routes.operation("POST", "/people/<int:person_id>/code", who="write", gives=CodeJson, status=(201,))
def make_code(person_id: int) -> Answer:
    """A new start code, shown this once; the one before ends. For administrators and the people role."""
    person = people.get_managed(writing(), me(), person_id)
    return Answer(CodeJson(person.user_name, _code(person)), 201)


@routes.operation("POST", "/people/<int:person_id>/sign-out", who="write", status=(204,))
def sign_out_everywhere(person_id: int) -> Answer:
    """End all sign-ins and keys of a person; for administrators and the people role."""
    people.end_sign_ins(writing(), me(), person_id)
    return Answer(None, 204)


@routes.operation("POST", "/groups", who="write", takes=GroupBody, gives=GroupPageJson, status=(201,))
def create_group() -> Answer:
    """Make a group; for administrators and the people role."""
    group = groups.add_group(writing(), me(), GroupDraft.parse(body()))
    return Answer(GroupPageJson(group.id, group.name, group.description, []), 201)


@routes.operation("GET", "/groups/<int:group_id>", who="read", gives=GroupPageJson)
def get_group(group_id: int) -> GroupPageJson:
    """A group and its people, for those in it and those who manage people."""
    return _group_page(group_id)


def _group_page(group_id: int) -> GroupPageJson:
    group = groups.get_visible(reading(), me(), group_id)
    members = [MemberJson(m.id, m.user_name, m.name, m.role) for m in queries.members_of(reading(), group_id)]
    return GroupPageJson(group.id, group.name, group.description, members)


@routes.operation("DELETE", "/groups/<int:group_id>", who="write", status=(204,))
def remove_group(group_id: int) -> Answer:
    """Remove a group that nothing is open to; for administrators and, where nobody is in it, the people role."""
    groups.get_visible(writing(), me(), group_id)
    groups.remove_group(writing(), me(), group_id)
    return Answer(None, 204)


@routes.operation("POST", "/groups/<int:group_id>/members", who="write", takes=MembersBody, gives=GroupPageJson)
def add_members(group_id: int) -> GroupPageJson:
    """Let people into a group, all or none; for its leads, administrators and the people role."""
    form = Fields(body())
    names, role = form.lines("names", many=groups.MOST_NAMES, limit=200), form.one_of("role", (MEMBER, LEAD), MEMBER)
    form.done()
    groups.get_visible(writing(), me(), group_id)
    groups.add_members(writing(), me(), group_id, names, role)
    return _group_page(group_id)


@routes.operation("DELETE", "/groups/<int:group_id>/members/<int:person_id>", who="write", status=(204,))
def remove_member(group_id: int, person_id: int) -> Answer:
    """Take somebody out of a group, or leave it oneself; the last lead stays."""
    groups.get_visible(writing(), me(), group_id)
    queries.get_person(reading(), person_id)
    groups.remove_member(writing(), me(), group_id, person_id)
    return Answer(None, 204)
