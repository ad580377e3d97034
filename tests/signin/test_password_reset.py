"""A forgotten password: the same response for everybody, a link that works once, whom to ask without email."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from kms.accounts import queries
from kms.core import clock
from kms.mail.models import Email
from kms.settings.service import change
from kms.signin.password_reset import JOB
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


@pytest.fixture
def forgot(runtime):
    """`forgot(guest, "ana")`: requested, with the background work done."""

    def ask(guest, who: str):
        guest.get("/forgot")
        answer = guest.post("/forgot", who=who)
        runtime.worker().drain((JOB,))
        return answer

    return ask


def links(session) -> list[str]:
    return [re.search(r"/reset/\S+", letter.text)[0] for letter in session.query(Email).order_by(Email.id)]


def test_without_email_it_says_whom_to_ask(browser, write) -> None:
    guest = browser("guest")
    assert "Root" in guest.get("/forgot").text and "Lena" not in guest.get("/forgot").text
    with write() as session:
        queries.find_person(session, "ben").manages_people = True
    page = guest.get("/forgot").text
    assert "Ben" in page and "Root" not in page and "Send the link" not in page


def test_the_response_reveals_nothing(browser, mail, session, forgot) -> None:
    guest = browser("guest")
    answers = [forgot(guest, who) for who in ("ana", "ana@example.org", "nobody", "nobody@example.org")]
    assert len({(answer.status_code, answer.location) for answer in answers}) == 1
    assert len(links(session)) == 2


def test_the_link_leads_to_a_new_password_once(browser, mail, session, forgot) -> None:
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


def test_the_link_ends_after_an_hour_and_with_the_next_one(browser, mail, session, forgot) -> None:
    guest = browser("guest")
    forgot(guest, "ana")
    forgot(guest, "ana")
    first, second = links(session)
    assert guest.get(first).location == "/forgot"
    moment = clock.now() + timedelta(minutes=61)
    clock.set_source(lambda: moment)
    assert guest.get(second).location == "/forgot"


def test_nobody_is_flooded_with_links(browser, mail, session, forgot) -> None:
    guest = browser("guest")
    assert {forgot(guest, "ana").status_code for _ in range(6)} == {303}
    assert len(links(session)) == 3


def test_people_without_address_or_suspended_get_none(browser, mail, write, session, runtime, forgot) -> None:
    with write() as changing:
        queries.find_person(changing, "ana").email = None
        ben = make.actor(changing, "ben").person_id
    browser("root").post(f"/admin/people/{ben}/suspend")
    guest = browser("guest")
    forgot(guest, "ana")
    forgot(guest, "ben")
    assert links(session) == []


def test_known_and_unknown_people_get_the_same_status_body_and_work(browser, mail, runtime, write) -> None:
    with write() as session:
        queries.find_person(session, "ben").email = None
    guest, done = browser("guest"), []
    guest.get("/forgot")
    guest.post("/forgot", who="the first from this address")
    guest.get("/sign-in")
    for who in ("ana", "ana@example.org", "ben", "nobody", "nobody@example.org"):
        statements: list[str] = []
        guest.get("/forgot")
        with _listening(runtime, statements):
            answer = guest.post("/forgot", who=who)
        page = guest.get("/sign-in").text
        done.append((answer.status_code, answer.text, re.sub(r'(csrf[-_]token"[^"]+)"[^"]+"', r"\1", page), statements))
    for one in done[1:]:
        assert one[:3] == done[0][:3]
        assert one[3] == done[0][3]
    assert "link is on its way" in done[0][2] and len(done[0][3]) > 2


@contextmanager
def _listening(runtime, statements: list[str]) -> Iterator[None]:
    """Record every statement sent to the database."""

    def hear(connection, cursor, statement, *_) -> None:
        statements.append(statement)

    event.listen(runtime.database.engine, "before_cursor_execute", hear)
    try:
        yield
    finally:
        event.remove(runtime.database.engine, "before_cursor_execute", hear)
