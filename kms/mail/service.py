"""The outbox: `enqueue_email` adds an email in the caller's transaction; the worker sends it (kms/mail/tasks.py)."""

import smtplib
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from kms.core.errors import Invalid, NotFound
from kms.core.text import N_
from kms.core.translations import translate
from kms.jobs.queue import enqueue
from kms.mail import queries
from kms.mail.composing import EmailContent, compose
from kms.mail.models import MAIL_JOB, Email
from kms.mail.sending import reason, send
from kms.settings.queries import current
from kms.settings.values import Settings


def is_set_up(session: Session) -> bool:
    """Whether a mail server is configured."""
    return _is_complete(current(session))


def enqueue_email(
    session: Session,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    *,
    opt_out: str = "",
    condition: str = "",
    delay: timedelta = timedelta(),
) -> Email | None:
    """Add an email to the outbox; it is sent after the transaction and not before `delay`. `condition` ("KIND WORDS")
    is evaluated before each attempt by the check registered for that kind (kms/mail/tasks.py). Does nothing and returns
    None if no mail server is configured. Raises ValueError if `to` is not an address."""
    settings = current(session)
    if not _is_complete(settings):
        return None
    words = EmailContent(subject, text, html, opt_out)
    compose(settings.mail_from, settings.company_name, to, words)
    letter = Email(recipient=to, subject=subject[:300], text=text, html=html, opt_out=opt_out, condition=condition)
    session.add(letter)
    session.flush()
    enqueue(session, MAIL_JOB, [str(letter.id)], delay=delay)
    return letter


def send_test(settings: Settings, to: str, address: str, language: str) -> None:
    """Send an email immediately, with settings that may not be saved yet. Raises Invalid explaining what fails. Call it
    outside any transaction: the mail server may be slow. `address` is the URL of this installation."""
    if not _is_complete(settings):
        raise Invalid({"mail_host": N_("Give the mail server and the sender's address first.")})
    words = EmailContent(
        translate(N_("Test letter"), language),
        translate(
            N_("This letter was sent to try the mail server of %(address)s. It works.", address=address), language
        ),
    )
    try:
        send(settings, compose(settings.mail_from, settings.company_name, to, words))
    except (OSError, ValueError, smtplib.SMTPException) as fault:
        raise Invalid({_field_of(fault): reason(fault)}) from fault


def retry(session: Session, letter_id: int) -> None:
    """Retry a failed email: for administrators. Raises NotFound."""
    letter = queries.find_failed(session, letter_id)
    if letter is None:
        raise NotFound(N_("This letter is not there any more."))
    letter.attempts, letter.error, letter.failed_at = 0, "", None
    session.flush()
    enqueue(session, MAIL_JOB, [str(letter.id)])


def forget(session: Session, letter_id: int) -> None:
    """Delete a failed email: for administrators."""
    session.execute(delete(Email).where(Email.id == letter_id, Email.failed_at.is_not(None)))


def _is_complete(settings: Settings) -> bool:
    return bool(settings.mail_host and settings.mail_from)


def _field_of(fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPAuthenticationError):
        return "mail_user"
    if isinstance(fault, smtplib.SMTPSenderRefused):
        return "mail_from"
    return "mail_host"
