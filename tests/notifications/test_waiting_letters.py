"""Emails that wait while the mail server is down: permission is checked again when they are sent."""

import pytest

from kms.accounts import queries
from kms.accounts.groups import service as groups
from kms.mail.models import MAIL_JOB as SEND_JOB
from kms.mail.models import Email
from kms.notifications.delivery import mail_now
from kms.notifications.models import MAIL_JOB
from kms.notifications.service import notify
from kms.signin import password_reset
from kms.signin.codes import CodeTerms
from kms.signin.service import suspend
from tests import make
from tests.mail.server import Box


@pytest.fixture
def posted(runtime, write, team, box, noon) -> dict[str, int]:
    """An email to ben is in the outbox; it mentions a page of the group and one that everybody reads."""
    with write() as session:
        make.space(session, "ana", "team", f"group:{team}")
        make.space(session, "ana", "alle")
        pages = [make.page(session, "ana", "team", "Leiterprüfung"), make.page(session, "ana", "alle", "Kantine")]
        ben = make.actor(session, "ben").person_id
        for id in pages:
            notify(session, [ben], "mention", ("page", id), make.actor(session, "ana").person_id, "schau mal")
    mail_now(runtime.database, runtime.mailer, [ben])
    assert box.letters == [] and waiting(write) == 1
    return {"ben": ben, "team": team}


def waiting(write) -> int:
    """The number of emails in the outbox."""
    with write() as session:
        return session.query(Email).count()


def sent(runtime, box: Box) -> list[str]:
    """The emails sent, as text: new ones replace those that may no longer be sent."""
    runtime.worker().drain([SEND_JOB])
    runtime.worker().drain([MAIL_JOB])
    runtime.worker().drain([SEND_JOB])
    return [letter.get_body(("plain",)).get_content() for letter in box.letters]


def test_if_nothing_changed_the_email_is_sent_as_written(runtime, posted, box) -> None:
    [text] = sent(runtime, box)
    assert "Leiterprüfung" in text and "Kantine" in text


def test_people_removed_from_the_group_get_only_the_rest(runtime, write, posted, box) -> None:
    with write() as session:
        groups.remove_member(session, make.actor(session, "lena"), posted["team"], posted["ben"])
    [text] = sent(runtime, box)
    assert "Kantine" in text and "Leiterprüfung" not in text
    assert waiting(write) == 0


def test_suspended_people_get_nothing(runtime, write, posted, box) -> None:
    with write() as session:
        suspend(session, make.actor(session, "root"), posted["ben"])
    assert sent(runtime, box) == [] and waiting(write) == 0


def test_an_email_goes_to_the_new_address_and_not_to_the_old_one(runtime, write, posted, box) -> None:
    with write() as session:
        queries.get_person(session, posted["ben"]).email = "neu@example.org"
    assert len(sent(runtime, box)) == 1
    assert [letter["To"] for letter in box.letters] == ["neu@example.org"]


def test_a_password_link_does_not_reach_a_suspended_person(runtime, write, box, noon) -> None:
    for name in ("ana", "ben"):
        password_reset.send_links(runtime.database, CodeTerms(b"x" * 32, 3), "http://wiki.test", [f"en {name}"])
    with write() as session:
        suspend(session, make.actor(session, "root"), make.actor(session, "ben").person_id)
    runtime.worker().drain([SEND_JOB])
    assert [letter["To"] for letter in box.letters] == ["ana@example.org"]


def test_an_email_with_an_unknown_condition_is_not_sent(runtime, write, posted, box) -> None:
    with write() as session:
        session.query(Email).one().condition = "weather 7"
    assert sent(runtime, box) == [] and waiting(write) == 0
