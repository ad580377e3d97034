"""A group's page: people added by name, spaces opened, requests; never beyond one's own rights or group."""

import pytest

from kms.access.service import grants_of
from kms.accounts import queries
from kms.accounts.groups import service as groups
from kms.core.errors import Forbidden, Invalid
from kms.wiki.models import Space
from tests import make


def members(session, team: int) -> dict[str, str]:
    return {member.user_name: member.role for member in queries.members_of(session, team)}


@pytest.fixture
def staff(write) -> None:
    """More people, two of whom share a last name."""
    with write() as session:
        for user_name, name in (("wolf", "Eva Wolf"), ("twolf", "Tim Wolf"), ("oez", "Jan Öz")):
            make.person(session, user_name)
            queries.find_person(session, user_name).name = name


def test_a_lead_adds_many_at_once_by_name(browser, staff, session, team) -> None:
    lena = browser("lena")
    pasted = "Frau Öz <oez@firma.test>\r\nCleo"
    assert lena.post(f"/groups/{team}/members", names="Eva Wolf, twolf, ", list=pasted).status_code == 303
    assert set(members(session, team)) == {"ana", "ben", "lena", "wolf", "twolf", "oez", "cleo"}


@pytest.mark.parametrize(
    ("names", "said"),
    [("Eva Wolf, Frau Wolf", "wolf, twolf"), ("Cleo, Unbekannt", "Nobody is called: Unbekannt"), ("", "")],
)
def test_an_ambiguous_name_adds_nobody_and_keeps_the_input(browser, staff, session, team, names, said) -> None:
    answer = browser("lena").post(f"/groups/{team}/members", names=names)
    assert answer.status_code == 422 and said in answer.text and f'value="{names}"' in answer.text
    assert set(members(session, team)) == {"ana", "ben", "lena"}


def test_a_lead_does_not_change_another_group(browser, write, session) -> None:
    with write() as changing:
        other = make.group(changing, "Other", leads=("cleo",), members=("lena",))
    lena = browser("lena")
    assert lena.post(f"/groups/{other}/members", names="ana").status_code == 403
    assert browser("ana").get(f"/groups/{other}/things").status_code == 404
    assert browser("ana").get(f"/groups/{other}/requests").status_code == 404
    assert set(members(session, other)) == {"cleo", "lena"}


def test_the_people_role_fills_groups_but_neither_leads_nor_joins_them(runtime, write, team) -> None:
    with write() as session:
        queries.find_person(session, "cleo").manages_people = True
        session.flush()
        groups.add_members(session, make.actor(session, "cleo"), team, ["root"])
    for names, role, fault in ((["cleo"], "member", Invalid), (["root"], "lead", Forbidden)):
        with pytest.raises(fault), runtime.database.transaction() as session:
            groups.add_members(session, make.actor(session, "cleo"), team, names, role)
    with pytest.raises(Forbidden), runtime.database.transaction() as session:
        cleo = make.actor(session, "cleo")
        groups.change_role(session, cleo, team, make.actor(session, "ana").person_id, "lead")


def test_a_lead_opens_a_space_they_manage_for_the_group(browser, write, session, team) -> None:
    with write() as changing:
        make.space(changing, "lena", "lenas", "private")
        make.space(changing, "cleo", "cleos", "members")
    lena = browser("lena")
    assert "Lenas" in lena.get(f"/groups/{team}/things").text
    assert lena.post(f"/groups/{team}/spaces", space="lenas", level="read").status_code == 303
    assert browser("ben").get("/spaces/lenas").status_code == 200
    assert browser("cleo").get("/spaces/lenas").status_code == 404
    assert lena.post(f"/groups/{team}/spaces", space="cleos", level="write").status_code == 403
    assert browser("root").post(f"/groups/{team}/spaces", space="lenas", level="write").status_code == 404
    space = session.query(Space).filter_by(slug="lenas").one()
    assert grants_of(session, space.acl_id)[f"group:{team}"] == 1


def test_counts_include_only_what_the_reader_may_see(browser, write, team) -> None:
    with write() as changing:
        make.space(changing, "lena", "teams", f"group:{team}")
        make.page(changing, "lena", "teams", "Seite")
        make.bookmark(changing, "ben", "https://example.org", "Merken", audience=f"group:{team}")
    assert "1 page, 1 bookmark" in browser("ana").get(f"/groups/{team}/things").text
    shown = browser("root").get(f"/groups/{team}/things").text
    assert "0 pages, 0 bookmarks" in shown and "Teams" not in shown


def test_colleagues_are_offered_by_the_beginning_of_a_name(browser, staff) -> None:
    assert browser("ana").get("/complete/colleagues?q=wo").json == ["Eva Wolf", "Tim Wolf"]
    assert browser("ana").get("/complete/colleagues?q=oez").json == ["Jan Öz"]
    assert browser("guest").get("/complete/colleagues?q=wo").status_code == 302


def test_groups_are_offered_to_those_in_them_and_to_those_who_manage_people(browser, team) -> None:
    assert browser("ben").get("/complete/groups?q=t").json == ["Team"]
    assert browser("cleo").get("/complete/groups?q=t").json == []
    assert browser("root").get("/complete/groups?q=t").json == ["Team"]
