"""Requests for a space while its manager is away: a deputy who can read it answers, nobody else is notified."""

from datetime import date, timedelta

import pytest

from kms.access.policy import Level
from kms.accounts.people.absence import AbsenceDraft, set_absence
from tests import make

TODAY = date.today()


@pytest.fixture
def away(write, team):
    """Lena, the only manager of the space that ben reads and ana edits, is away with this person as deputy."""
    with write() as session:
        make.space(session, "lena", "team", f"group:{team}")
        make.share(session, "lena", "team", lena=Level.MANAGE, ben=Level.READ, ana=Level.WRITE)

    def stand_in(deputy: str) -> None:
        with write() as session:
            draft = AbsenceDraft(TODAY - timedelta(1), TODAY + timedelta(1), deputy)
            set_absence(session, make.actor(session, "lena"), draft)

    return stand_in


def asked(browser) -> None:
    """Cleo requests access."""
    browser("lena").post("/spaces/team/settings", name="Team", takes_requests="1")
    assert browser("cleo").post("/spaces/team/request", note="für die Inventur").status_code == 303


def test_a_deputy_who_reads_the_space_is_notified_and_grants_read_but_not_edit(browser, away) -> None:
    away("ben")
    asked(browser)
    ben = browser("ben")
    assert "Cleo asks to be let into this space" in ben.get("/notices").text
    assert "1 person asks for access" in ben.get("/spaces/team").text
    page = ben.get("/spaces/team/requests").text
    assert "für die Inventur" in page and 'value="read"' in page and 'value="write"' not in page
    assert ben.post("/spaces/team/requests/1", step="let_in", level="write").status_code == 403
    assert ben.post("/spaces/team/requests/1", step="let_in", level="read").status_code == 303
    assert browser("cleo").get("/spaces/team").status_code == 200
    assert "settings" not in ben.get("/spaces/team/requests").text


def test_a_deputy_who_edits_grants_edit(browser, away) -> None:
    away("ana")
    asked(browser)
    assert browser("ana").post("/spaces/team/requests/1", step="let_in", level="write").status_code == 303
    assert browser("cleo").get("/spaces/team/new").status_code == 200


def test_a_deputy_who_cannot_read_the_space_is_not_notified(browser, away, write) -> None:
    with write() as session:
        make.person(session, "dora")
    away("dora")
    asked(browser)
    dora = browser("dora")
    assert "asks to be let into" not in dora.get("/notices").text
    assert dora.get("/spaces/team/requests").status_code == 404
    assert dora.post("/spaces/team/requests/1", step="let_in").status_code == 404
    assert "asks to be let into" in browser("lena").get("/notices").text


def test_deputising_ends_with_the_absence(browser, away, write) -> None:
    away("ben")
    asked(browser)
    browser("lena").post("/profile/absence/end")
    assert browser("ben").get("/spaces/team/requests").status_code == 403
    assert browser("ben").post("/spaces/team/requests/1", step="let_in").status_code == 403
    assert "asks for access" not in browser("ben").get("/spaces/team").text


def test_the_group_s_page_shows_the_deputy_what_they_answer(browser, write, team) -> None:
    with write() as session:
        make.space(session, "lena", "team", f"group:{team}")
        set_absence(session, make.actor(session, "lena"), AbsenceDraft(TODAY, TODAY, "ben"))
    asked(browser)
    assert "für die Inventur" in browser("ben").get(f"/groups/{team}/requests").text
    assert "für die Inventur" not in browser("ana").get(f"/groups/{team}/requests").text


def test_who_stands_in_for_somebody_who_does_not_manage_the_space_answers_nothing(browser, away, write) -> None:
    with write() as session:
        set_absence(session, make.actor(session, "ana"), AbsenceDraft(TODAY, TODAY, "ben"))
    asked(browser)
    ben = browser("ben")
    assert "asks to be let into" not in ben.get("/notices").text
    assert ben.get("/spaces/team/requests").status_code == 403
    assert ben.post("/spaces/team/requests/1", step="let_in").status_code == 403
    assert browser("lena").get("/spaces/team/requests").status_code == 200


def test_a_key_that_may_only_read_does_not_stand_in(browser, program, away) -> None:
    away("ben")
    asked(browser)
    assert program("ben")("GET", "/spaces/team/requests").status_code == 200
    assert program("ben", "read")("GET", "/spaces/team/requests").status_code == 403
