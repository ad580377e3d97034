"""Start slips: the code works once, for one person, for some days, and is rate-limited like passwords."""

import re
from datetime import timedelta

import pytest

from kms.accounts import queries
from kms.core import clock
from kms.signin import codes
from kms.signin.models import OneTimeCode
from tests import make

NEW = "a password of my own"


@pytest.fixture(autouse=True)
def machine_clock():
    yield
    clock.set_source(None)


@pytest.fixture
def code(browser) -> str:
    """The code on the slip of Eva, whom root has just added."""
    page = browser("root").post("/admin/people/new", name="Eva Neu").text
    return re.search(r'slip-code">([^<]+)<', page)[1]


def start(guest, code: str, user_name: str = "eva.neu", **more):
    guest.get("/start")
    return guest.post("/start", user_name=user_name, code=code, **more)


def test_a_code_has_no_ambiguous_characters() -> None:
    assert not set(codes.ALPHABET) & set("0O1IL2Z5S8B") and len(set(codes.ALPHABET)) ** codes.LENGTH > 2**50


def test_the_slip_shows_the_code_once_and_its_qr_code_does_not_contain_it(browser, code, runtime) -> None:
    root = browser("root")
    assert code not in root.get("/admin/people").text + root.get(f"/admin/people/{_eva(runtime)}").text
    runtime.database.close()
    stored = b"".join(path.read_bytes() for path in runtime.config.data.rglob("*.db*"))
    assert code.encode() not in stored and code.replace("-", "").encode() not in stored


def test_with_the_code_one_chooses_a_password_and_gets_the_requested_page(browser, code) -> None:
    guest = browser("guest")
    answer = start(guest, code.lower().replace("-", " "), next="/p/7/leitern")
    assert answer.location == "/start/password?next=/p/7/leitern"
    assert "Eva Neu" in guest.get(answer.location).text
    assert guest.post("/start/password", password=NEW, repeat="other").status_code == 422
    answer = guest.post("/start/password", password=NEW, repeat=NEW, next="/p/7/leitern")
    assert answer.location == "/p/7/leitern" and guest.get("/").status_code == 200
    again = browser("guest")
    again.get("/sign-in")
    assert again.post("/sign-in", user_name="eva.neu", password=NEW).status_code == 303


def test_the_sign_in_page_accepts_the_code_too(browser, code) -> None:
    guest = browser("guest")
    guest.get("/sign-in")
    assert guest.post("/sign-in", user_name="eva.neu", password=code).location == "/start/password?next=/"


def test_a_code_works_once(browser, code) -> None:
    first, second = browser("guest"), browser("guest")
    start(first, code)
    start(second, code)
    first.get("/start/password")
    second.get("/start/password")
    assert first.post("/start/password", password=NEW, repeat=NEW).status_code == 303
    assert second.post("/start/password", password="another password", repeat="another password").location == "/start"
    assert start(browser("guest"), code).status_code == 422


def test_a_code_is_for_one_person_and_some_days(browser, code) -> None:
    assert start(browser("guest"), code, "ana").status_code == 422
    moment = clock.now() + timedelta(days=15)
    clock.set_source(lambda: moment)
    assert start(browser("guest"), code).status_code == 422


def test_a_new_slip_ends_the_one_before(browser, code, runtime) -> None:
    page = browser("root").post(f"/admin/people/{_eva(runtime)}/slip").text
    assert start(browser("guest"), code).status_code == 422
    assert start(browser("guest"), re.search(r'slip-code">([^<]+)<', page)[1]).status_code == 303


def test_a_suspended_person_s_code_opens_nothing(browser, code, runtime) -> None:
    browser("root").post(f"/admin/people/{_eva(runtime)}/suspend")
    assert start(browser("guest"), code).status_code == 422


def test_codes_are_tried_as_slowly_as_passwords_and_an_unknown_name_looks_the_same(browser, code) -> None:
    guest = browser("guest")
    wrong, unknown = start(guest, "AAAA-AAAA-AAAA"), start(guest, "AAAA-AAAA-AAAA", "nobody")
    assert wrong.text.replace("eva.neu", "") == unknown.text.replace("nobody", "")
    for _ in range(19):
        start(guest, "AAAA-AAAA-AAAA")
    assert start(guest, code).status_code == 429


def test_using_a_code_ends_every_other_sign_in(browser, runtime) -> None:
    ana, root = browser("ana"), browser("root")
    with runtime.database.reading() as session:
        id = make.actor(session, "ana").person_id
    code = re.search(r'slip-code">([^<]+)<', root.post(f"/admin/people/{id}/slip").text)[1]
    assert ana.get("/").status_code == 200
    guest = browser("guest")
    start(guest, code, "ana")
    guest.get("/start/password")
    guest.post("/start/password", password=NEW, repeat=NEW)
    assert ana.get("/").status_code == 302
    with runtime.database.reading() as session:
        assert session.query(OneTimeCode).one().used_at is not None


def test_without_the_code_there_is_no_password_to_choose(browser) -> None:
    guest = browser("guest")
    assert guest.get("/start/password").location == "/start"
    guest.get("/start")
    assert guest.post("/start/password", password=NEW, repeat=NEW).location == "/start"


def _eva(runtime) -> int:
    with runtime.database.reading() as session:
        return queries.find_person(session, "eva.neu").id


def test_the_link_of_a_slip_leads_to_the_page_after_the_password(browser, code) -> None:
    guest = browser("guest")
    page = guest.get("/start?user=eva.neu&next=/p/7/leitern%3Fa%3D1").text
    wanted = re.search(r'name="next" value="([^"]*)"', page)[1]
    shown = guest.post("/start", user_name="eva.neu", code=code, next=wanted)
    page = guest.get(shown.location).text
    wanted = re.search(r'name="next" value="([^"]*)"', page)[1]
    assert guest.post("/start/password", password=NEW, repeat=NEW, next=wanted).location == "/p/7/leitern?a=1"


ELSEWHERE = (
    "//evil.example",
    "/\\evil.example",
    "///evil.example",
    "/\t/evil.example",
    "http:///evil.example",
    "https:evil.example",
    "https://wiki.test@evil.example/",
    "javascript:alert(1)",
    "/\r\nLocation: //evil.example",
    "evil.example",
)


@pytest.mark.parametrize("evil", ELSEWHERE)
def test_the_link_of_a_slip_never_leads_elsewhere(browser, code, evil) -> None:
    guest = browser("guest")
    guest.get("/start", query_string={"user": "eva.neu", "next": evil})
    shown = guest.post("/start", user_name="eva.neu", code=code, next=evil)
    assert shown.location == "/start/password?next=/"
    guest.get("/start/password", query_string={"next": evil})
    answer = guest.post("/start/password", password=NEW, repeat=NEW, next=evil)
    assert (answer.status_code, answer.location) == (303, "/")
