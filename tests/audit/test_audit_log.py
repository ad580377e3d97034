"""The audit log: who did what with people and groups, for administrators, and for the leads of a group."""

import pytest

from kms.accounts import queries
from kms.accounts.groups import service as groups
from kms.accounts.people import service as people
from kms.audit.models import AuditEntry
from kms.core.errors import Forbidden, Invalid
from kms.signin.service import resume, suspend
from tests import make


@pytest.fixture
def petra(write) -> int:
    """The id of a person with the people role."""
    with write() as session:
        id = make.person(session, "petra").person_id
        queries.find_person(session, "petra").manages_people = True
    return id


def kinds(session) -> list[str]:
    return [entry.kind for entry in session.query(AuditEntry).order_by(AuditEntry.id)]


@pytest.mark.parametrize(
    ("deed", "kind"),
    [
        ("/slip", "person.code"),
        ("/suspend", "person.suspended"),
        ("/sign-out", "person.signed_out"),
        ("/admin", "person.admin"),
        ("/role", "person.role"),
    ],
)
def test_each_action_on_a_person_says_who_did_it_and_to_whom(browser, runtime, deed, kind) -> None:
    with runtime.database.reading() as session:
        ana, root = make.actor(session, "ana").person_id, make.actor(session, "root").person_id
    browser("root").post(f"/admin/people/{ana}{deed}", is_admin="1", manages_people="1")
    with runtime.database.reading() as session:
        (entry,) = session.query(AuditEntry)
        assert (entry.kind, entry.person_id, entry.whom_id, entry.group_id) == (kind, root, ana, None)
    assert "Root: " in (page := browser("root").get("/admin/journal").text) and "Ana" in page


def test_a_pasted_list_of_people_is_logged_person_by_person(petra, browser, session) -> None:
    browser("petra").post("/admin/people/paste", text="Name\tGruppe\nEva Neu\tLager\nUwe Alt\tLager")
    assert [kind for kind in kinds(session) if kind != "person.code"] == [
        *["person.added"] * 2,
        "group.added",
        *["member.added"] * 2,
    ]
    assert {entry.person_id for entry in session.query(AuditEntry)} == {petra}


def test_what_did_not_happen_is_not_logged(write, session, team) -> None:
    with write() as changing:
        root = make.actor(changing, "root")
        ana = make.actor(changing, "ana").person_id
        resume(changing, root, ana)
        people.set_admin(changing, root, root.person_id, is_admin=True)
        groups.add_members(changing, make.actor(changing, "lena"), team, ["ana"])
    with pytest.raises(Forbidden), write() as changing:
        suspend(changing, make.actor(changing, "ben"), ana)
    with pytest.raises(Invalid), write() as changing:
        groups.remove_member(changing, make.actor(changing, "lena"), team, make.actor(changing, "lena").person_id)
    assert kinds(session) == []


def test_a_lead_sees_changes_in_their_own_group_only(write, browser, program, team) -> None:
    with write() as session:
        other = make.group(session, "Geheimbund", leads=("cleo",))
        groups.add_members(session, make.actor(session, "cleo"), other, ["ben"])
        groups.add_members(session, make.actor(session, "lena"), team, ["cleo"])
        groups.remove_member(session, make.actor(session, "cleo"), team, make.actor(session, "cleo").person_id)
        suspend(session, make.actor(session, "root"), make.actor(session, "ana").person_id)
    page = browser("lena").get(f"/groups/{team}/changes").text
    assert "Lena: let Cleo into the group Team" in page and "Cleo: left the group Team" in page
    assert "Geheimbund" not in page and "suspended" not in page
    assert browser("lena").get(f"/groups/{other}/changes").status_code == 404
    assert browser("ben").get(f"/groups/{team}/changes").status_code == 403
    assert browser("cleo").get(f"/groups/{team}/changes").status_code == 404
    said = [row["what"] for row in program("lena")("GET", f"/groups/{team}/changes").json["items"]]
    assert said == ["left the group Team", "let Cleo into the group Team"]
    assert program("cleo")("GET", f"/groups/{team}/changes").status_code == 404


def test_only_administrators_read_the_whole_log(petra, write, browser, program, team) -> None:
    with write() as session:
        groups.change_role(session, make.actor(session, "lena"), team, make.actor(session, "ana").person_id, "lead")
    assert browser("petra").get("/admin/journal").status_code == 403
    assert program("lena")("GET", "/journal").status_code == 403
    (entry,) = program("root")("GET", "/journal").json["items"]
    assert (entry["by"], entry["what"]) == ("Lena", "made Ana a lead of the group Team")


def test_names_are_current_and_go_with_the_person(write, program) -> None:
    with write() as session:
        root, gone = make.actor(session, "root"), make.person(session, "gone").person_id
        suspend(session, root, gone)
    with write() as session:
        session.delete(queries.get_person(session, gone))
    (entry,) = program("root")("GET", "/journal").json["items"]
    assert entry["what"] == "suspended Somebody who left"


def test_older_entries_follow_page_by_page(write, browser, program) -> None:
    with write() as session:
        root, ana = make.actor(session, "root"), make.actor(session, "ana").person_id
        for _ in range(51):
            suspend(session, root, ana)
            resume(session, root, ana)
    first = program("root")("GET", "/journal").json["items"]
    rest = program("root")("GET", f"/journal?before={first[-1]['id']}").json["items"]
    assert (len(first), len(rest)) == (100, 2) and rest[0]["id"] == first[-1]["id"] - 1
    assert f"?before={first[-1]['id']}" in browser("root").get("/admin/journal").text


def test_entries_about_a_deleted_group_still_name_it(write, program) -> None:
    with write() as session:
        root = make.actor(session, "root")
        group = make.group(session, "Messestand")
        groups.add_members(session, root, group, ["ana"])
        groups.remove_member(session, root, group, make.actor(session, "ana").person_id)
        groups.remove_group(session, root, group)
    said = [row["what"] for row in program("root")("GET", "/journal").json["items"]]
    assert said == [
        "removed the group Messestand",
        "took Ana out of the group Messestand",
        "let Ana into the group Messestand",
    ]


def test_a_group_that_does_not_exist_has_no_changes_to_read(program, team) -> None:
    root = program("root")
    assert root("GET", f"/groups/{team}/changes").status_code == 200
    assert root("GET", "/groups/99999/changes").status_code == 404
