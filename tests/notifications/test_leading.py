"""Leads are notified of who adds and removes people in their group; whoever manages people, of requests no lead
handles."""

import pytest
from sqlalchemy import select

from kms.accounts import queries
from kms.accounts.groups import service as groups
from kms.audit.models import NEWS_JOB
from kms.notifications.models import Notification
from kms.settings.service import change
from tests import make


@pytest.fixture
def petra(write) -> None:
    """A person with the people role."""
    with write() as session:
        make.person(session, "petra")
        queries.find_person(session, "petra").manages_people = True


@pytest.fixture
def told(runtime, program):
    """`told("lena")`: the lines of her notifications, after the background work."""

    def lines(name: str) -> list[tuple[str, str]]:
        runtime.worker().drain((NEWS_JOB,))
        items = program(name)("GET", "/notices").json["items"]
        return [(row["text"], row["note"]) for row in items]

    return lines


def id_of(write, name: str) -> int:
    with write() as session:
        return make.actor(session, name).person_id


def test_the_lead_is_notified_of_what_others_do_in_the_group(petra, browser, write, told, team) -> None:
    browser("petra").post(f"/groups/{team}/members", names="cleo")
    assert told("lena") == [("Petra added people to this group", "Cleo")]
    browser("root").post(f"/groups/{team}/members/{id_of(write, 'cleo')}/remove")
    assert told("lena")[0] == ("Root removed people from this group", "Cleo")
    assert told("ben") == [] and told("cleo") == []


def test_many_at_once_are_one_notification(petra, browser, told, team) -> None:
    people = "\n".join(f"Person {letter}\tTeam" for letter in "ABC")
    browser("petra").post("/admin/people/paste", text=f"Name\tGruppe\n{people}")
    assert told("lena") == [("Petra added people to this group (3 ×)", "Person C")]


def test_a_lead_who_never_signed_in_is_not_notified_of_people_added_with_them(petra, browser, runtime, session) -> None:
    people = "Name\tGruppe\tLeitung\nMia Neu\tNeu\tja\nTom Neu\tNeu\t\n"
    browser("petra").post("/admin/people/paste", text=people)
    runtime.worker().drain((NEWS_JOB,))
    assert not session.scalars(select(Notification.id)).all()


def test_leads_own_actions_and_departures_notify_nobody(browser, write, told, team) -> None:
    with write() as session:
        groups.add_members(session, make.actor(session, "lena"), team, ["cleo"], "lead")
        groups.add_members(session, make.actor(session, "cleo"), team, ["root"])
        groups.remove_member(session, make.actor(session, "ben"), team, id_of_in(session, "ben"))
    assert told("lena") == [] and told("cleo") == []


def id_of_in(session, name: str) -> int:
    return make.actor(session, name).person_id


def test_former_leads_do_not_see_old_notifications_of_the_group(petra, browser, write, told, team) -> None:
    browser("petra").post(f"/groups/{team}/members", names="cleo")
    assert told("lena") != []
    with write() as session:
        groups.add_members(session, make.actor(session, "root"), team, ["ana"], "lead")
        groups.remove_member(session, make.actor(session, "root"), team, id_of_in(session, "lena"))
    assert told("lena") == []


def ask(browser, wanted: str) -> None:
    guest = browser("guest")
    guest.get("/request-access")
    guest.post("/request-access", name="Eva Neu", wanted=wanted, note="Halle 2")


@pytest.fixture
def switched_on(write) -> None:
    with write() as session:
        change(session, access_requests=True)


def test_a_request_for_no_known_group_reaches_the_people_role(switched_on, petra, browser, told, program) -> None:
    ask(browser, "Gibt es nicht")
    assert told("petra") == [("Somebody asks for an account", "Halle 2")]
    assert "Eva Neu" in browser("petra").get("/notices").text
    assert told("root") == told("lena") == told("cleo") == []
    assert "Eva Neu" not in browser("cleo").get("/notices").text


def test_without_a_people_role_administrators_are_notified_until_it_is_decided(switched_on, browser, told) -> None:
    ask(browser, "Gibt es nicht")
    assert told("root") == [("Somebody asks for an account", "Halle 2")]
    browser("root").post("/join-requests/1/decline")
    assert told("root") == []


def test_former_people_managers_see_no_requests(switched_on, petra, browser, told, write) -> None:
    ask(browser, "Gibt es nicht")
    with write() as session:
        queries.find_person(session, "petra").manages_people = False
    assert told("petra") == []


def test_a_request_for_a_known_group_is_the_leads_alone(switched_on, petra, browser, told) -> None:
    ask(browser, "Team")
    assert told("petra") == [] and len(told("lena")) == 1
