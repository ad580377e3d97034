"""Hints: sent by any reader, seen by the sender and those who may edit the page, answered with a reply."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import update

from kms.access.models import Grant
from kms.access.policy import MEMBERS, Level
from kms.accounts.models import Absence
from kms.comments import hints, queries
from kms.comments.models import Hint
from kms.core.clock import now
from kms.notifications import queries as notices
from kms.wiki.models import Page, Space
from kms.wiki.moving import service as moving
from kms.wiki.pages import responsible
from kms.wiki.upkeep import tasks
from tests import make


@pytest.fixture
def page(write) -> int:
    """A page that everybody can read and only ana can edit."""
    with write() as session:
        only_read(session, make.space(session, "ana", "alle"))
        return make.page(session, "ana", "alle", "Kreissäge", "Text")


def only_read(session, space: int) -> None:
    """Everybody reads the space, only its managers write."""
    acl_id = session.get(Space, space).acl_id
    session.execute(update(Grant).where(Grant.acl_id == acl_id, Grant.principal == MEMBERS).values(level=Level.READ))


def photo() -> io.BytesIO:
    """A picture with location data."""
    picture = Image.new("RGB", (60, 40), "red")
    exif = Image.Exif()
    exif[0x0110] = "Camera of the workshop"
    exif.get_ifd(0x8825)[1] = "N"
    data = io.BytesIO()
    picture.save(data, "JPEG", exif=exif)
    data.seek(0)
    return data


def send(client, page: int, text: str = "The guard is missing", **fields) -> int:
    client.get(f"/p/{page}/kreissaege")
    answer = client.post(f"/p/{page}/hints", text=text, **fields)
    return answer.status_code


def one(session, page: int) -> queries.HintRow:
    session.rollback()
    [hint] = queries.hints_about(session, ("page", page))
    return hint


def test_a_reader_sends_a_hint_with_a_photo_and_gets_a_reply(browser, runtime, page, session) -> None:
    cleo, ana = browser("cleo"), browser("ana")
    assert send(cleo, page, photo=(photo(), "IMG_1.jpg")) == 303
    hint = one(session, page)
    assert "The guard is missing" in cleo.get(f"/p/{page}/hints").text
    assert "One open hint" in ana.get(f"/p/{page}/kreissaege").text
    assert "The guard is missing" in ana.get("/hints").text
    rows = notices.list_notices(session, make.actor(session, "ana").person_id)
    assert [row.kind for row in rows] == ["hint"]

    assert ana.post(f"/hints/{hint.id}/done", answer="Ordered", **{"from": "page"}).status_code == 303
    text = cleo.get(f"/p/{page}/hints").text
    assert "Ordered" in text and "Seen to" in text
    session.rollback()
    assert [row.kind for row in notices.list_notices(session, hint.sender_id)] == ["hint.done"]
    assert "One open hint" not in ana.get(f"/p/{page}/kreissaege").text


def test_the_photo_has_no_location_and_only_those_concerned_see_it(browser, page, session) -> None:
    assert send(browser("cleo"), page, photo=(photo(), "IMG_1.jpg")) == 303
    address = f"/hints/{one(session, page).id}/photo"
    answer = browser("cleo").get(address)
    assert answer.status_code == 200 and answer.mimetype == "image/jpeg"
    assert not Image.open(io.BytesIO(answer.data)).getexif()
    assert browser("ana").get(address).status_code == 200
    for name in ("ben", "lena", "root"):
        assert browser(name).get(address).status_code == 404


def test_other_readers_see_no_hints(browser, page, session) -> None:
    assert send(browser("cleo"), page, "secret words") == 303
    ben = browser("ben")
    for address in (f"/p/{page}/kreissaege", f"/p/{page}/hints", "/hints", "/notices"):
        assert "secret words" not in ben.get(address).text
    hint = one(session, page).id
    assert ben.post(f"/hints/{hint}/done", answer="x").status_code == 404
    assert browser("cleo").post(f"/hints/{hint}/done", answer="x").status_code == 404


def test_a_non_picture_is_refused_and_the_text_is_kept(browser, page, session) -> None:
    client = browser("cleo")
    client.get(f"/p/{page}/kreissaege")
    answer = client.post(f"/p/{page}/hints", text="typed words", photo=(io.BytesIO(b"MZ\x00\x01"), "x.exe"))
    assert answer.status_code == 422 and "typed words" in answer.text and "Please choose a picture" in answer.text
    assert queries.hints_about(session, ("page", page)) == []
    assert send(client, page, " ") == 422


def test_people_who_cannot_read_the_page_send_no_hint(browser, write) -> None:
    with write() as session:
        make.space(session, "ana", "own", "private")
        own = make.page(session, "ana", "own", "Eigenes", "Text")
    client = browser("cleo")
    assert client.post(f"/p/{own}/hints", text="x").status_code == 404
    assert client.get(f"/p/{own}/hints").status_code == 404


def test_hints_reach_the_contact_person(browser, write, page, session) -> None:
    ana = browser("ana")
    assert ana.post(f"/p/{page}/responsible", person="ben").status_code == 303
    assert "Contact: Ben" in ana.get(f"/p/{page}/kreissaege").text
    assert send(browser("cleo"), page) == 303
    assert notices.unread_things(session, make.actor(session, "ben").person_id) == [("page", page)]
    assert notices.unread_things(session, make.actor(session, "ana").person_id) == []
    assert ana.post(f"/p/{page}/responsible", person="nobody").status_code == 422
    assert browser("ben").post(f"/p/{page}/responsible", person="ben").status_code == 403


def test_without_a_contact_person_the_author_then_the_space_managers_are_asked(write, page) -> None:
    with write() as session:
        row = session.get(Page, page)
        ana = make.actor(session, "ana").person_id
        assert responsible.people_for(session, row) == [ana]
        row.created_by = row.updated_by = None
        assert responsible.people_for(session, row) == [ana]


def test_the_photo_stays_while_the_hint_does_and_goes_with_the_page(browser, runtime, page, session, write) -> None:
    assert send(browser("cleo"), page, photo=(photo(), "IMG_1.jpg")) == 303
    hint = one(session, page)
    tasks.sweep(runtime.database, runtime.files)
    assert runtime.files.path(hint.photo).exists()
    with write() as transaction:
        moving.trash_page(transaction, make.actor(transaction, "ana"), page)
        assert hints.waiting_for(transaction, make.actor(transaction, "ana"), runtime.things).rows == []
    with write() as transaction:
        tasks._delete_page(transaction, page)
    session.rollback()
    assert queries.hints_about(session, ("page", page)) == []


def test_api_clients_list_and_answer_hints(browser, program, page, session) -> None:
    assert send(browser("cleo"), page) == 303
    hint = one(session, page).id
    assert [item["text"] for item in program("ana")("GET", "/hints").get_json()["items"]] == ["The guard is missing"]
    assert program("ben")("GET", "/hints").get_json()["items"] == []
    assert program("ben")("POST", f"/hints/{hint}/done", {"answer": "x"}).status_code == 404
    assert program("ana")("POST", f"/hints/{hint}/done", {"answer": "Ordered"}).status_code == 204
    assert program("cleo")("GET", "/hints").get_json()["items"][0]["answer"] == "Ordered"


def test_an_absent_person_and_their_deputy_are_notified(browser, write, page) -> None:
    with write() as session:
        today = now().date()
        ana, ben = make.actor(session, "ana").person_id, make.actor(session, "ben").person_id
        session.add(Absence(person_id=ana, starts=today, ends=today + timedelta(days=3), deputy_id=ben))
    cleo = browser("cleo")
    cleo.get(f"/p/{page}", follow_redirects=True)
    assert cleo.post(f"/p/{page}/hints", text="The blade is the wrong one").status_code == 303
    for one in ("ana", "ben"):
        assert "The blade is the wrong one" in browser(one).get("/notices").text
    assert "The blade is the wrong one" not in browser("lena").get("/notices").text


def test_more_than_five_hundred_open_hints_are_listed_page_by_page(write, runtime, page, browser, program) -> None:
    with write() as session:
        only_read(session, make.space(session, "ben", "bens"))
        hidden = make.page(session, "ben", "bens", "Andere Seite", "Text")
        cleo = make.actor(session, "cleo").person_id
        for number in range(510):
            about = hidden if number % 51 == 0 else page
            session.add(Hint(about_kind="page", about_id=about, sender_id=cleo, text=f"Nummer {number:03}"))
    found, cursor = [], None
    with runtime.database.reading() as session:
        ana = make.actor(session, "ana")
        while cursor != "":
            part = hints.waiting_for(session, ana, runtime.things, cursor)
            assert part.count == 500 and len(part.rows) <= 50
            found += [row.text for row in part.rows]
            cursor = part.next or ""
    assert found == [f"Nummer {number:03}" for number in reversed(range(510)) if number % 51]
    first = browser("ana").get("/hints").text
    assert "Nummer 509" in first and "Nummer 001" not in first and 'rel="next"' in first
    answer = program("ana")("GET", "/hints").get_json()
    assert len(answer["items"]) == 50 and answer["next"]
    assert program("ana")("GET", "/hints?cursor=!").status_code == 400
    assert [row["about"] for row in program("ben")("GET", "/hints").get_json()["items"]] == [f"page:{hidden}"] * 10


def test_a_hint_after_the_sign_in_ended_keeps_its_text_and_asks_for_the_photo(app, browser, page) -> None:
    cleo = browser("cleo")
    cleo.get(f"/p/{page}/kreissaege")
    cleo.client.delete_cookie("kms", domain="wiki.test")
    answer = cleo.post(f"/p/{page}/hints", text="The guard is missing", photo=(photo(), "guard.jpg"))
    assert answer.status_code == 400
    assert "The guard is missing" in answer.text and "Choose again: guard.jpg" in answer.text
    assert 'type="file"' in answer.text and 'enctype="multipart/form-data"' in answer.text
