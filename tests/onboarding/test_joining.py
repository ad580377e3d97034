"""Requesting an account on the sign-in page: off by default, decided by the lead or those who manage people."""

import re
from datetime import date, timedelta

import pytest

from kms.accounts import queries
from kms.accounts.people.absence import AbsenceDraft, set_absence
from kms.onboarding.joining import service as join_requests
from kms.onboarding.joining.models import JoinRequest
from kms.settings.service import change
from tests import make


@pytest.fixture
def switched_on(write) -> None:
    with write() as session:
        change(session, access_requests=True)


def ask(guest, wanted: str = "Team", **more):
    guest.get("/request-access")
    return guest.post("/request-access", name="Eva Neu", wanted=wanted, note="Halle 2", **more)


def test_it_is_off_by_default(browser) -> None:
    guest = browser("guest")
    assert guest.get("/request-access").status_code == 404 and ask(guest).status_code == 404
    assert "request-access" not in guest.get("/sign-in").text


def test_a_known_and_an_unknown_group_get_the_same_answer(browser, switched_on) -> None:
    guest = browser("guest")
    known, unknown = ask(guest), ask(guest, "Gibt es nicht")
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location) == (303, "/sign-in")


def test_the_lead_of_the_group_accepts_them_and_gets_the_slip(browser, switched_on, runtime, team) -> None:
    ask(browser("guest"), "lena")
    assert "Eva Neu" in browser("lena").get(f"/groups/{team}/requests").text
    assert "Eva Neu" not in browser("ben").get(f"/groups/{team}/requests").text
    assert browser("ben").post("/join-requests/1/accept").status_code == 403
    assert browser("cleo").post("/join-requests/1/accept").status_code == 404
    slip = browser("lena").post("/join-requests/1/accept").text
    code = re.search(r'slip-code">([^<]+)<', slip)[1]
    guest = browser("guest")
    guest.get("/start")
    assert guest.post("/start", user_name="eva.neu", code=code).status_code == 303
    with runtime.database.reading() as session:
        assert "eva.neu" in [member.user_name for member in queries.members_of(session, team)]
    assert browser("lena").post("/join-requests/1/accept").status_code == 404


def test_a_lead_decides_nothing_for_another_group(browser, switched_on, write, team) -> None:
    with write() as session:
        make.group(session, "Other", leads=("cleo",))
    ask(browser("guest"))
    assert browser("cleo").post("/join-requests/1/decline").status_code == 404
    assert browser("lena").post("/join-requests/1/decline").status_code == 303
    assert "Eva Neu" not in browser("lena").get(f"/groups/{team}/requests").text


def test_without_a_group_those_who_manage_people_decide(browser, switched_on) -> None:
    ask(browser("guest"), "Gibt es nicht")
    assert "Eva Neu" in browser("root").get("/admin/people/requests").text
    assert browser("root").post("/join-requests/1/accept").status_code == 200


def test_a_flood_of_requests_is_stopped(browser, switched_on, session) -> None:
    guest = browser("guest")
    answers = [ask(guest).status_code for _ in range(7)]
    assert answers == [303] * 5 + [429] * 2
    assert session.query(JoinRequest).count() == 5


def test_the_lead_is_notified(switched_on, browser, program) -> None:
    ask(browser("guest"))
    assert "Team" in str(program("lena")("GET", "/notices").json)
    assert "Team" not in str(program("ben")("GET", "/notices").json)


def test_recipients_include_the_lead_s_deputy(write, team, browser, switched_on) -> None:

    with write() as session:
        lena, today = make.actor(session, "lena"), date.today()
        set_absence(session, lena, AbsenceDraft(today - timedelta(1), today + timedelta(1), "ben"))
    ask(browser("guest"))
    with write() as session:
        request = join_requests.list_open(session)[0]
        assert join_requests.deciders(session, request) == {make.actor(session, "ben").person_id}
    assert "Eva Neu" in browser("ben").get(f"/groups/{team}/requests").text
    assert browser("ben").post("/join-requests/1/accept").status_code == 200
    assert browser("ana").get(f"/groups/{team}/requests").text.count("Eva Neu") == 0
