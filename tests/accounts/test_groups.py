"""Leads manage their own group; nobody lets themselves in; the last ones stay."""

import pytest

from kms.accounts import groups, people, queries
from kms.core.errors import Forbidden, Invalid
from tests import make


def members(session, team: int) -> dict[str, str]:
    return {member.user_name: member.role for member in queries.members_of(session, team)}


def test_a_lead_adds_and_removes_members(write, session, team) -> None:
    with write() as changing:
        lena = make.actor(changing, "lena")
        groups.add_member(changing, lena, team, "cleo")
        groups.remove_member(changing, lena, team, make.actor(changing, "ben").person_id)
    assert members(session, team) == {"ana": "member", "cleo": "member", "lena": "lead"}


@pytest.mark.parametrize("who", ["ana", "cleo"])
def test_others_do_not(runtime, team, who) -> None:
    with pytest.raises(Forbidden), runtime.database.transaction() as session:
        groups.add_member(session, make.actor(session, who), team, "cleo")


def test_t48_an_administrator_does_not_let_themselves_in(runtime, team) -> None:
    with pytest.raises(Invalid), runtime.database.transaction() as session:
        groups.add_member(session, make.actor(session, "root"), team, "root")


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
        people.suspend(session, root, root.person_id)


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
