"""The outbox: emails leave with the transaction, are tried a few times, and carry nothing injected."""

from collections.abc import Iterator

import pytest

from kms.core.errors import Invalid
from kms.mail import queries
from kms.mail.composing import EmailContent, compose, read_address
from kms.mail.models import MAIL_JOB
from kms.mail.service import enqueue_email, forget, is_set_up, retry, send_test
from kms.mail.tasks import TRIES, NotSent, send_email
from kms.settings.queries import current
from kms.settings.service import change
from tests.mail.server import Box, running


@pytest.fixture
def box(runtime, write) -> Iterator[Box]:
    """A mail server that the installation knows."""
    with running() as box:
        with write() as session:
            change(session, mail_host="127.0.0.1", mail_port=box.port, mail_security="none",
                   mail_from="wiki@example.org", company_name="Brandt & Söhne")  # fmt: skip
        yield box


def one(session):
    [letter] = queries.list_failed(session)
    return letter


def test_an_email_leaves_with_the_transaction_and_then_is_gone(runtime, write, box, session) -> None:
    with write() as transaction:
        enqueue_email(transaction, "ben@example.org", "Prüfung der Leitern", "Grüße\nZeile 2", "<p>Grüße</p>")
    assert box.letters == []
    runtime.worker().drain([MAIL_JOB])
    [letter] = box.letters
    assert letter["Subject"] == "Prüfung der Leitern"
    assert letter["To"] == "ben@example.org"
    assert letter["From"].addresses[0].display_name == "Brandt & Söhne"
    assert letter["From"].addresses[0].addr_spec == "wiki@example.org"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@example.org>") and letter["Date"].datetime.tzinfo is not None
    assert letter.get_body(("plain",)).get_content() == "Grüße\r\nZeile 2\r\n"
    assert "<p>Grüße</p>" in letter.get_body(("html",)).get_content()
    assert queries.count_waiting(session) == 0


def test_a_change_that_fails_sends_nothing(runtime, write, box) -> None:
    with pytest.raises(RuntimeError), write() as transaction:
        enqueue_email(transaction, "ben@example.org", "Hello", "Hello")
        raise RuntimeError
    runtime.worker().drain([MAIL_JOB])
    assert box.letters == []


def test_without_a_mail_server_nothing_is_kept(runtime, write, session) -> None:
    with write() as transaction:
        assert not is_set_up(transaction)
        assert enqueue_email(transaction, "ben@example.org", "Hello", "Hello") is None
    assert queries.count_waiting(session) == 0


@pytest.mark.parametrize("subject", ["a\r\nBcc: cleo@example.org", "a\nBcc: x", "a\x00\x0bb\u2028c"])
def test_a_subject_cannot_inject_headers(subject) -> None:
    written = compose(
        "wiki@example.org", "a\r\nBcc: x\r\n", "ben@example.org", EmailContent(subject, "text")
    ).as_bytes()
    head = written.split(b"\r\n\r\n")[0]
    assert not [line for line in head.split(b"\r\n") if line.lower().startswith((b"bcc", b"c"))
                if not line.lower().startswith(b"content-")]  # fmt: skip


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ben",
        "a@b\r\nBcc: c@d",
        "a@b,c@d",
        "Ben <a@b.de>",
        '"a b"@c.de',
        "a@",
        "@b.de",
        "a b@c.de",
        "ü@b.de",
        "a@b c",
    ],
)
def test_what_is_no_single_address_is_refused(address) -> None:
    with pytest.raises(ValueError, match="no mail address"):
        read_address(address)


def test_a_domain_with_umlauts_is_encoded() -> None:
    assert read_address("ben@müller.example").domain == "xn--mller-kva.example"


def test_emails_with_unsubscribe_offer_one_click() -> None:
    letter = compose(
        "wiki@example.org", "", "ben@example.org", EmailContent("a", "b", opt_out="https://wiki.test/mail/stop/x")
    )
    assert letter["List-Unsubscribe"] == "<https://wiki.test/mail/stop/x>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    with pytest.raises(ValueError, match="no web address"):
        compose("wiki@example.org", "", "ben@example.org", EmailContent("a", "b", opt_out="https://x\r\nBcc: y"))


def test_an_email_is_tried_a_few_times_then_shown_to_the_administrator(runtime, write, box, session) -> None:
    box.refuse["RCPT"] = "451 later"
    with write() as transaction:
        letter = enqueue_email(transaction, "ben@example.org", "Hello", "Hello")
        assert letter is not None
    for _ in range(TRIES - 1):
        with pytest.raises(NotSent):
            send_email(runtime.database, letter.id, {})
    send_email(runtime.database, letter.id, {})
    send_email(runtime.database, letter.id, {})
    failed = one(session)
    assert failed.attempts == TRIES and "451" in failed.error
    assert box.tries == TRIES

    box.refuse.clear()
    with write() as transaction:
        retry(transaction, letter.id)
    runtime.worker().drain([MAIL_JOB])
    assert len(box.letters) == 1


def test_administrators_see_whom_an_email_did_not_reach_but_not_its_text(runtime, write, box, browser) -> None:
    box.refuse["RCPT"] = "550 nobody here"
    with write() as transaction:
        letter = enqueue_email(transaction, "gone@example.org", "secret subject", "secret words")
    runtime.worker().drain([MAIL_JOB])
    root = browser("root")
    text = root.get("/admin/settings/mail").text
    assert "gone@example.org" in text and "550" in text and "secret" not in text.replace("secret key", "")
    box.refuse.clear()
    assert root.post(f"/admin/letters/{letter.id}/again").status_code == 303
    runtime.worker().drain([MAIL_JOB])
    assert len(box.letters) == 1
    assert "gone@example.org" not in root.get("/admin/settings/mail").text
    assert root.post(f"/admin/letters/{letter.id}/again").status_code == 404


def test_a_permanently_rejected_recipient_is_not_tried_again(runtime, write, box, session) -> None:
    box.refuse["RCPT"] = "550 nobody here"
    with write() as transaction:
        enqueue_email(transaction, "ben@example.org", "Hello", "Hello")
    runtime.worker().drain([MAIL_JOB])
    assert one(session).attempts == 1
    with write() as transaction:
        forget(transaction, one(session).id)
    session.rollback()
    assert queries.list_failed(session) == []


def test_the_test_email_signs_in_and_says_what_fails(runtime, write, box, session) -> None:
    with write() as transaction:
        change(transaction, mail_user="wiki", mail_password="sesame")
    settings = current(session)
    send_test(settings, "root@example.org", "http://wiki.test", "en")
    assert box.signed_in == [("wiki", "sesame")]
    assert "http://wiki.test" in box.letters[0].get_body().get_content()

    box.refuse["AUTH"] = "535 no"
    with pytest.raises(Invalid) as fault:
        send_test(settings, "root@example.org", "http://wiki.test", "en")
    assert [*fault.value.fields] == ["mail_user"]


def test_a_test_email_to_a_missing_server_says_so(runtime, write, box, session) -> None:
    settings = current(session)
    box.shutdown()
    box.server_close()
    with pytest.raises(Invalid) as fault:
        send_test(settings, "root@example.org", "http://wiki.test", "en")
    assert "does not answer" in str(fault.value)
