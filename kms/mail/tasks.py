"""Background jobs: send the emails in the outbox with a limited number of retries; delete old failed ones."""

import smtplib
from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from kms.core.clock import now
from kms.core.db import Database
from kms.jobs.worker import Handler
from kms.mail import queries
from kms.mail.composing import EmailContent, compose
from kms.mail.models import MAIL_JOB, Email
from kms.mail.sending import is_final, reason, send
from kms.settings.queries import current

TRIES = 6
"""Spread over about seven hours by the queue's back-off."""
FORGOTTEN = timedelta(days=30)


Check = Callable[[Session, str, str], bool]
"""Whether an email may still be sent; called with the condition's argument and the recipient before each attempt."""


class NotSent(Exception):
    """The email stays in the outbox and is retried later."""


def handlers(database: Database, checks: Mapping[str, Check]) -> dict[str, Handler]:
    """Return the job handlers of this slice; `checks` by the kind of condition. Sending runs in parallel to other jobs,
    because mail servers may be slow."""

    def sweep() -> None:
        with database.transaction() as session:
            session.execute(delete(Email).where(Email.failed_at < now() - FORGOTTEN))

    return {
        MAIL_JOB: Handler(lambda keys: send_email(database, int(keys[0]), checks), aside=True),
        "mail.upkeep": Handler(lambda keys: sweep(), every=timedelta(days=1)),
    }


def send_email(database: Database, letter_id: int, checks: Mapping[str, Check]) -> None:
    """Send one email, or drop it if it may not be sent any more. Raises NotSent to retry later. The attempt is counted
    before it is made, so that a crash cannot send an email over and over."""
    with database.transaction() as session:
        letter = queries.find_waiting(session, letter_id)
        if letter is None:
            return
        if not _may_go(session, letter, checks):
            session.delete(letter)
            return
        letter.attempts += 1
        attempts, settings = letter.attempts, current(session)
        words = EmailContent(letter.subject, letter.text, letter.html, letter.opt_out)
        recipient = letter.recipient
    try:
        send(settings, compose(settings.mail_from, settings.company_name, recipient, words))
    except (OSError, ValueError, smtplib.SMTPException) as fault:
        with database.transaction() as session:
            _note(session, letter_id, fault, give_up=is_final(fault) or attempts >= TRIES)
        if not is_final(fault) and attempts < TRIES:
            raise NotSent(str(reason(fault))) from fault
        return
    with database.transaction() as session:
        session.execute(delete(Email).where(Email.id == letter_id))


def _may_go(session: Session, letter: Email, checks: Mapping[str, Check]) -> bool:
    """A mail server can be down for hours: a condition that held when the email was written may no longer hold."""
    kind, _, words = letter.condition.partition(" ")
    return not kind or (kind in checks and checks[kind](session, words, letter.recipient))


def _note(session: Session, letter_id: int, fault: Exception, *, give_up: bool) -> None:
    letter = session.get(Email, letter_id)
    if letter is not None:
        letter.error = str(reason(fault))[:500]
        letter.failed_at = now() if give_up else None
