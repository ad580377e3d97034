"""Leads manage their own group; nobody can add themselves; the last lead stays."""

import pytest
from sqlalchemy import select

from kms.access.models import Grant
from kms.accounts import queries
from kms.accounts.groups import service as groups
from kms.accounts.inputs import GroupDraft
from kms.accounts.people import service as people
from kms.audit.models import AuditEntry
from kms.core.errors import Forbidden, Invalid
from kms.signin.service import suspend
from tests import make


def members(session, team: int) -> dict[str, str]:
    return {member.user_name: member.role for member in queries.members_of(session, team)}


def test_a_lead_adds_and_removes_members(write, session, team) -> None:
    with write() as changing:
        lena = make.actor(changing, "lena")
        groups.add_members(changing, lena, team, ["cleo"])
        groups.remove_member(changing, lena, team, make.actor(changing, "ben").person_id)
    assert members(session, team) == {"ana": "member", "cleo": "member", "lena": "lead"}


@pytest.mark.parametrize("who", ["ana", "cleo"])
def test_others_do_not_change_members(runtime, team, who) -> None:
    with pytest.raises(Forbidden), runtime.database.transaction() as session:
        groups.add_members(session, make.actor(session, who), team, ["cleo"])


def test_t48_an_administrator_cannot_add_themselves(runtime, team) -> None:
    with pytest.raises(Invalid), runtime.database.transaction() as session:
        groups.add_members(session, make.actor(session, "root"), team, ["root"])


def test_the_last_lead_stays(runtime, team) -> None:
    with pytest.raises(Invalid), runtime.database.transaction() as session:
        lena = make.actor(session, "lena")
        groups.remove_member(session, lena, team, lena.person_id)
    with pytest.raises(Invalid), runtime.database.transaction() as session:
        groups.change_role(session, make.actor(session, "lena"), team, make.actor(session, "lena").person_id, "member")


def test_the_last_administrator_stays(runtime) -> None:
    with pytest.raises(Invalid), runtime.database.transaction() as session:
        root = make.actor(session, "root")
        people.set_admin(session, root, root.person_id, is_admin=False)
    with pytest.raises(Invalid), runtime.database.transaction() as session:
        root = make.actor(session, "root")
        suspend(session, root, root.person_id)


def test_everyone_may_leave(write, session, team) -> None:
    with write() as changing:
        ben = make.actor(changing, "ben")
        groups.remove_member(changing, ben, team, ben.person_id)
    assert "ben" not in members(session, team)


def test_t50_group_names_differ_by_more_than_case(runtime) -> None:
    with pytest.raises(Invalid), runtime.database.transaction() as session:
        make.group(session, "TEAM")


def test_z26_a_group_called_everyone_is_just_a_group(write, program) -> None:
    with write() as session:
        id = make.group(session, "members", members=("cleo", "ben"))
        make.bookmark(session, "cleo", "https://example.org", "Nur diese", audience=f"group:{id}")
    assert program("ben")("GET", "/bookmarks").json["items"]
    assert not program("ana")("GET", "/bookmarks").json["items"]


def test_a_stranger_does_not_see_the_group(browser, team) -> None:
    assert browser("cleo").get(f"/groups/{team}").status_code == 404
    assert "Lena" in browser("ben").get(f"/groups/{team}").text


def test_a_mistyped_group_is_deleted_with_its_list_and_its_id_is_not_reused(browser, write, session) -> None:
    with write() as changing:
        group_id = make.group(changing, "Werkstat", leads=("cleo",))
        changing.add(AuditEntry(kind="group.added", group_id=group_id))
    for caller in ("cleo", "lena", "ana"):
        assert "Delete the group" not in browser(caller).get(f"/groups/{group_id}").text
        assert browser(caller).post(f"/groups/{group_id}/remove").status_code in (302, 403, 404)
    root = browser("root")
    assert "Delete the group" in root.get(f"/groups/{group_id}").text
    assert root.post(f"/groups/{group_id}/remove").location.endswith("/groups")
    assert root.get(f"/groups/{group_id}").status_code == 404
    assert not session.scalars(select(Grant.id).where(Grant.principal == f"group:{group_id}")).all()
    assert "removed the group Werkstat" in root.get("/admin/journal").text
    with write() as changing:
        assert groups.create_group(changing, GroupDraft("Next", "")).id > group_id


def test_a_group_that_something_is_shared_with_stays(browser, write) -> None:
    with write() as changing:
        first, second = make.group(changing, "Eins"), make.group(changing, "Zwei")
        make.space(changing, "root", "offen", f"group:{first}")
        make.bookmark(changing, "root", "https://example.test/", audience=f"group:{second}")
    root = browser("root")
    for group_id in (first, second):
        root.post(f"/groups/{group_id}/remove")
        assert "still open to this group" in root.get(f"/groups/{group_id}").text


def test_a_suspended_person_is_not_counted(browser, write, team) -> None:
    assert "3 people" in browser("root").get("/groups").text
    with write() as changing:
        suspend(changing, make.actor(changing, "root"), make.actor(changing, "ben").person_id)
    assert "2 people" in browser("root").get("/groups").text
