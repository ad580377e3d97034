"""A forgotten password: the same answer for everybody, a link that works once, whom to ask without mail."""

import re
from datetime import timedelta

import pytest

from kms.accounts import queries
from kms.core import clock
from kms.mail.models import Letter
from kms.settings.service import change
from tests import make

NEW = "a password of my own"


@pytest.fixture(autouse=True)
def machine_clock():
    yield
    clock.set_source(None)


@pytest.fixture
def mail(write) -> None:
    with write() as session:
        change(session, mail_host="mail.test", mail_from="wiki@firma.test")


def forgot(guest, who: str):
    guest.get("/forgot")
    return guest.post("/forgot", who=who)


def links(session) -> list[str]:
    return [re.search(r"/reset/\S+", letter.text)[0] for letter in session.query(Letter).order_by(Letter.id)]


def test_without_mail_it_says_whom_to_ask(browser, write) -> None:
    guest = browser("guest")
    assert "Root" in guest.get("/forgot").text and "Lena" not in guest.get("/forgot").text
    with write() as session:
        queries.find_person(session, "ben").manages_people = True
    page = guest.get("/forgot").text
    assert "Ben" in page and "Root" not in page and "Send the link" not in page


def test_the_answer_tells_nothing(browser, mail, session) -> None:
    guest = browser("guest")
    answers = [forgot(guest, who) for who in ("ana", "ana@example.org", "nobody", "nobody@example.org")]
    assert len({(answer.status_code, answer.location) for answer in answers}) == 1
    assert len(links(session)) == 2


def test_the_link_leads_to_a_new_password_once(browser, mail, session) -> None:
    ana, guest = browser("ana"), browser("guest")
    forgot(guest, "ana")
    (link,) = links(session)
    for _ in range(2):
        assert guest.get(link).location == "/start/password?next=/"
    guest.get("/start/password")
    assert guest.post("/start/password", password=NEW, repeat=NEW).status_code == 303
    assert ana.get("/").status_code == 302 and guest.get("/").status_code == 200
    assert browser("guest").get(link).location == "/forgot"
    assert make.PASSWORD != NEW and guest.get(link).location == "/forgot"


def test_the_link_ends_after_an_hour_and_with_the_next_one(browser, mail, session) -> None:
    guest = browser("guest")
    forgot(guest, "ana")
    forgot(guest, "ana")
    first, second = links(session)
    assert guest.get(first).location == "/forgot"
    moment = clock.now() + timedelta(minutes=61)
    clock.set_source(lambda: moment)
    assert guest.get(second).location == "/forgot"


def test_nobody_is_flooded_with_links(browser, mail, session) -> None:
    guest = browser("guest")
    assert {forgot(guest, "ana").status_code for _ in range(6)} == {303}
    assert len(links(session)) == 3


def test_who_has_no_address_or_is_suspended_gets_none(browser, mail, write, session, runtime) -> None:
    with write() as changing:
        queries.find_person(changing, "ana").email = None
        ben = make.actor(changing, "ben").person_id
    browser("root").post(f"/admin/people/{ben}/suspend")
    guest = browser("guest")
    forgot(guest, "ana")
    forgot(guest, "ben")
    assert links(session) == []
