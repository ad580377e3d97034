"""The people role: manages people, is no administrator, reads none of their content."""

import pytest

from kms.accounts import queries
from kms.accounts.people import service as people
from kms.core.errors import Forbidden
from tests import make


@pytest.fixture
def petra(write):
    """A person with the people role."""
    with write() as session:
        make.person(session, "petra")
        queries.find_person(session, "petra").manages_people = True


def id_of(runtime, name: str) -> int:
    with runtime.database.reading() as session:
        return make.actor(session, name).person_id


def test_the_people_role_finds_changes_suspends_and_signs_out(petra, browser, runtime) -> None:
    client, ana = browser("petra"), id_of(runtime, "ana")
    browser_of_ana = browser("ana")
    assert "Ana" in client.get("/admin/people?q=ana").text and "Cleo" not in client.get("/admin/people?q=ana").text
    answer = client.post(f"/admin/people/{ana}", name="Ana Neu", user_name="ana.neu", email="")
    assert answer.status_code == 303
    assert client.post(f"/admin/people/{ana}", name="Ana", user_name="ben", email="").status_code == 422
    client.post(f"/admin/people/{ana}/sign-out")
    assert browser_of_ana.get("/").status_code == 302
    client.post(f"/admin/people/{ana}/suspend")
    with runtime.database.reading() as session:
        assert queries.get_person(session, ana).suspended_at is not None
    client.post(f"/admin/people/{ana}/resume")
    with runtime.database.reading() as session:
        assert queries.get_person(session, ana).suspended_at is None


@pytest.mark.parametrize("deed", ["", "/slip", "/suspend", "/resume", "/sign-out", "/admin", "/role"])
def test_the_people_role_changes_no_administrator_and_grants_no_role(petra, browser, runtime, deed) -> None:
    client, root = browser("petra"), browser("root")
    whom = id_of(runtime, "ana" if deed in ("/admin", "/role") else "root")
    answer = client.post(f"/admin/people/{whom}{deed}", is_admin="1", manages_people="1", name="x", user_name="x")
    assert answer.status_code == 403
    assert root.get("/admin").status_code == 200


def test_the_people_role_sees_people_and_groups_but_no_other_administration(petra, browser, runtime, team) -> None:
    client = browser("petra")
    assert client.get("/admin").status_code == 403 and client.get("/admin/settings").status_code == 403
    assert "Team" in client.get("/groups").text and "Lena" in client.get(f"/groups/{team}").text
    page = client.get(f"/admin/people/{id_of(runtime, 'ana')}").text
    assert "New start slip" in page and "Make an administrator" not in page


def test_only_administrators_grant_the_people_role(write, runtime, browser) -> None:
    browser("root").post(f"/admin/people/{id_of(runtime, 'ben')}/role", manages_people="1")
    assert browser("ben").get("/admin/people").status_code == 200
    with pytest.raises(Forbidden), write() as session:
        people.set_people_role(session, make.actor(session, "ben"), id_of(runtime, "ana"), manages_people=True)
    browser("root").post(f"/admin/people/{id_of(runtime, 'ben')}/role", manages_people="0")
    assert browser("ben").get("/admin/people").status_code == 403


def test_the_role_grants_no_read_access(petra, write, browser, team) -> None:
    with write() as session:
        make.space(session, "lena", "teams", f"group:{team}")
        make.page(session, "lena", "teams", "Gehälter", "Zitronenfalter")
    client = browser("petra")
    assert client.get("/spaces/teams").status_code == 404
    assert "Gehälter" not in client.get(f"/groups/{team}").text
    assert client.get(f"/groups/{team}/things").text.count("Teams") == 0
