"""Requests for access: only a name is revealed, managers answer, the requester sees the outcome."""

import pytest

from tests import make


@pytest.fixture
def space(write, team) -> None:
    with write() as session:
        make.space(session, "lena", "team", f"group:{team}")
        make.page(session, "lena", "team", "Geheim", "geheimwort")


def let_ask(browser) -> None:
    """Allow access requests."""
    lena = browser("lena")
    assert lena.post("/spaces/team/settings", name="Team", takes_requests="1").status_code == 303


def test_a_space_without_requests_does_not_exist_for_others(browser, space) -> None:
    cleo = browser("cleo")
    assert "Team" not in cleo.get("/spaces").text
    assert cleo.post("/spaces/team/request", note="bitte").status_code == 404
    assert cleo.post("/spaces/nirgends/request", note="bitte").status_code == 404


def test_a_space_with_requests_reveals_only_its_name(browser, space) -> None:
    missing = browser("cleo").get("/spaces/nirgends").text.replace("nirgends", "team")
    let_ask(browser)
    cleo = browser("cleo")
    listed = cleo.get("/spaces").text
    assert "On request" in listed and "Team" in listed and '/spaces/team"' not in listed
    hidden = cleo.get("/spaces/team")
    assert hidden.status_code == 404
    assert len(hidden.text) == len(missing)
    assert cleo.get("/p/1").status_code == 404
    assert "On request" not in browser("ben").get("/spaces").text
    assert browser("ben").post("/spaces/team/request").status_code == 404


def test_a_manager_grants_the_access_they_choose(browser, space) -> None:
    let_ask(browser)
    cleo, lena = browser("cleo"), browser("lena")
    assert cleo.post("/spaces/team/request", note="für die Inventur").status_code == 303
    assert "Requested" in cleo.get("/spaces").text
    assert "1 person asks for access" in lena.get("/spaces/team").text
    asked = lena.get("/spaces/team/requests").text
    assert "Cleo" in asked and "für die Inventur" in asked
    assert browser("ben").get("/spaces/team/requests").status_code == 403
    assert browser("ben").post("/spaces/team/requests/1", step="let_in").status_code == 403
    assert cleo.post("/spaces/team/requests/1", step="let_in").status_code == 404
    lena.post("/spaces/team/requests/1", step="let_in", level="write")
    assert cleo.get("/spaces/team/new").status_code == 200
    assert "Nobody is waiting" in lena.get("/spaces/team/requests").text


def test_managers_and_the_person_let_in_are_notified(browser, space) -> None:
    let_ask(browser)
    cleo, lena, ben = browser("cleo"), browser("lena"), browser("ben")
    cleo.get("/spaces")
    cleo.post("/spaces/team/request", note="für die Inventur")
    assert "Cleo asks to be let into this space" in lena.get("/notices").text
    assert lena.post("/notices/1/open").location == "/spaces/team/requests"
    assert "asks to be let into" not in ben.get("/notices").text
    lena.post("/spaces/team/requests/1", step="let_in", level="read")
    assert "Lena let you into this space" in cleo.get("/notices").text


def test_a_declined_person_reads_why_and_may_ask_again(browser, space) -> None:
    let_ask(browser)
    cleo, lena = browser("cleo"), browser("lena")
    cleo.post("/spaces/team/request")
    lena.post("/spaces/team/requests/1", step="decline", word="bitte über den Einkauf")
    assert "bitte über den Einkauf" in cleo.get("/spaces").text
    assert cleo.get("/spaces/team").status_code == 404
    again = lena.post("/spaces/team/requests/1", step="let_in")
    assert again.status_code == 303 and cleo.get("/spaces/team").status_code == 404
    cleo.post("/spaces/team/request", note="doch")
    lena.post("/spaces/team/requests/1", step="let_in", level="read")
    assert cleo.get("/spaces/team").status_code == 200
    assert cleo.get("/spaces/team/new").status_code == 404


def test_a_request_is_answered_at_its_own_space_only(browser, space, write) -> None:
    let_ask(browser)
    with write() as session:
        make.space(session, "ben", "bens", "private")
    browser("cleo").post("/spaces/team/request")
    assert browser("ben").post("/spaces/bens/requests/1", step="let_in").status_code == 404
    assert browser("cleo").get("/spaces/team").status_code == 404


def test_the_group_s_page_shows_requests_for_its_spaces_to_their_managers(browser, space, team) -> None:
    let_ask(browser)
    cleo, lena = browser("cleo"), browser("lena")
    cleo.post("/spaces/team/request", note="für die Inventur")
    page = lena.get(f"/groups/{team}/requests").text
    assert "asks for access to the space “Team”" in page and "für die Inventur" in page
    assert "für die Inventur" not in browser("ben").get(f"/groups/{team}/requests").text
    lena.post("/spaces/team/requests/1?step=decline")
    assert cleo.get("/spaces/team").status_code == 404
    cleo.post("/spaces/team/request")
    lena.post("/spaces/team/requests/1?step=let_in")
    assert cleo.get("/spaces/team").status_code == 200


def test_the_group_s_page_shows_no_requests_for_spaces_that_it_has_no_part_in(browser, space, write, team) -> None:
    with write() as session:
        make.space(session, "lena", "lenas", "private")
    lena = browser("lena")
    lena.post("/spaces/lenas/settings", name="Lenas", takes_requests="1")
    browser("cleo").post("/spaces/lenas/request", note="für die Inventur")
    assert "für die Inventur" in lena.get("/spaces/lenas/requests").text
    assert "für die Inventur" not in lena.get(f"/groups/{team}/requests").text
