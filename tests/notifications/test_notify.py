"""Notifications: left for people, grouped, shown and emailed only to those who may see what they are about."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kms.access.policy import Level, reach
from kms.core import clock
from kms.core.errors import NotFound
from kms.mail.models import MAIL_JOB as SEND_JOB
from kms.notifications import opt_out, queries, service
from kms.notifications.delivery import mail_daily, mail_now
from kms.notifications.hours import Hours
from kms.notifications.kinds import DAILY, HERE, NONE
from kms.notifications.visibility import visible
from tests import make
from tests.notifications.conftest import MONDAY_NOON

HOURS = Hours(5, 7, 18, ZoneInfo("Europe/Berlin"))


@pytest.fixture
def page(write, team) -> int:
    """A page of ana's group."""
    with write() as session:
        make.space(session, "ana", "team", f"group:{team}")
        return make.page(session, "ana", "team", "Leiterprüfung", "Text")


def id_of(session, name: str) -> int:
    return make.actor(session, name).person_id


def everybody(session) -> list[int]:
    return [id_of(session, name) for name in make.CAST]


def test_everybody_but_the_actor_is_notified(write, page, session) -> None:
    with write() as transaction:
        service.notify(transaction, everybody(transaction), "mention", ("page", page), id_of(transaction, "ana"))
    assert queries.unread_things(session, id_of(session, "ben")) == [("page", page)]
    assert queries.unread_things(session, id_of(session, "ana")) == []


def test_many_saves_are_one_notification_and_mentions_are_not(write, page, session) -> None:
    with write() as transaction:
        for kind in ("page.saved", "page.saved", "mention", "mention"):
            service.notify(transaction, [id_of(transaction, "ben")], kind, ("page", page), None)
    rows = queries.list_notices(session, id_of(session, "ben"))
    assert sorted((row.kind, row.count) for row in rows) == [("mention", 1), ("mention", 1), ("page.saved", 2)]


def test_people_who_want_no_notifications_get_none(write, page, session) -> None:
    with write() as transaction:
        service.choose(transaction, id_of(transaction, "ben"), {"mention": NONE})
        service.notify(transaction, [id_of(transaction, "ben")], "mention", ("page", page), None)
    assert queries.list_notices(session, id_of(session, "ben")) == []


def test_nobody_reads_somebody_elses_notifications(write, page) -> None:
    with write() as session:
        service.notify(session, [id_of(session, "ben")], "mention", ("page", page), None)
        [row] = queries.list_notices(session, id_of(session, "ben"))
        with pytest.raises(NotFound):
            service.read(session, make.actor(session, "cleo"), row.id)
        service.read(session, make.actor(session, "ben"), row.id)
        assert queries.unread_things(session, id_of(session, "ben")) == []


def test_ben_sees_what_it_is_about_and_cleo_does_not(runtime, page, session) -> None:
    for name, sees in (("ben", {("page", page)}), ("cleo", set())):
        assert visible(session, runtime.things, reach(session, make.actor(session, name)), [("page", page)]) == sees


def test_the_email_goes_only_to_those_who_may_read(runtime, write, page, box, noon) -> None:
    with write() as session:
        people = everybody(session)
        service.notify(
            session, people, "mention", ("page", page), id_of(session, "ana"), "look <b>here</b>", place="c-1"
        )
    mail_now(runtime.database, runtime.mailer, people)
    runtime.worker().drain([SEND_JOB])
    assert sorted(letter["To"] for letter in box.letters) == ["ben@example.org", "lena@example.org"]
    letter = box.letters[0]
    text = letter.get_body(("plain",)).get_content()
    assert "Leiterprüfung" in letter["Subject"] and f"http://wiki.test/p/{page}/leiterpruefung#c-1" in text
    html = letter.get_body(("html",)).get_content()
    assert "&lt;b&gt;here" in html and "<img" not in html
    mail_now(runtime.database, runtime.mailer, people)
    runtime.worker().drain([SEND_JOB])
    assert len(box.letters) == 2


def test_losing_access_in_between_stops_the_email(runtime, write, page, box, noon) -> None:
    with write() as session:
        service.notify(session, [id_of(session, "ben")], "mention", ("page", page), None)
        make.share(session, "ana", "team", ana=Level.MANAGE)
        ben = id_of(session, "ben")
    mail_now(runtime.database, runtime.mailer, [ben])
    runtime.worker().drain([SEND_JOB])
    assert box.letters == []


def test_outside_working_hours_an_email_waits(runtime, write, page, box) -> None:
    saturday = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    clock.set_source(lambda: saturday)
    try:
        with write() as session:
            ben = id_of(session, "ben")
            service.notify(session, [ben], "mention", ("page", page), None)
        clock.set_source(lambda: saturday + timedelta(hours=1))
        runtime.worker().drain(["notices.mail"])
        runtime.worker().drain([SEND_JOB])
        assert box.letters == []
        clock.set_source(lambda: datetime(2026, 11, 23, 6, 1, tzinfo=UTC))
        runtime.worker().drain(["notices.mail"])
        runtime.worker().drain([SEND_JOB])
        assert len(box.letters) == 1
    finally:
        clock.set_source(None)


def test_a_daily_email_contains_everything(runtime, write, page, box) -> None:
    try:
        clock.set_source(lambda: MONDAY_NOON)
        with write() as session:
            ben = id_of(session, "ben")
            service.choose(session, ben, {"mention": DAILY})
            for _ in range(2):
                service.notify(session, [ben], "mention", ("page", page), None)
        mail_daily(runtime.database, runtime.mailer)
        clock.set_source(lambda: MONDAY_NOON + timedelta(hours=20))
        mail_daily(runtime.database, runtime.mailer)
        mail_daily(runtime.database, runtime.mailer)
        runtime.worker().drain([SEND_JOB])
        assert len(box.letters) == 1
        assert "2" in box.letters[0]["Subject"]
    finally:
        clock.set_source(None)


def test_an_unsubscribe_link_works_for_its_person_and_kind_only(write) -> None:
    with write() as session:
        ben, lena = id_of(session, "ben"), id_of(session, "lena")
        signed = opt_out.token(b"key", ben, "mention")
        for forged in (signed.replace(str(ben), str(lena), 1), signed + "x", "", "1.mention.", "x"):
            with pytest.raises(NotFound):
                opt_out.stop(session, b"key", forged)
        opt_out.stop(session, b"key", signed)
        assert queries.choices_of(session, ben)["mention"] == HERE
        assert queries.choices_of(session, lena)["mention"] != HERE


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-23T06:00+01:00", "2026-11-23T07:00+01:00"),
        ("2026-11-23T17:59+01:00", "2026-11-23T17:59+01:00"),
        ("2026-11-23T18:00+01:00", "2026-11-24T07:00+01:00"),
        ("2026-11-27T20:00+01:00", "2026-11-30T07:00+01:00"),
    ],
)
def test_working_hours_begin_again(moment, opens) -> None:
    assert HOURS.next(datetime.fromisoformat(moment)) == datetime.fromisoformat(opens)
    assert HOURS.begun(datetime.fromisoformat(opens) + timedelta(hours=1)).hour == 7
