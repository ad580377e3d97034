"""Forgotten passwords: whom to contact without email, and the reset link with it."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from kms.accounts.models import Person
from kms.core.db import Database
from kms.core.text import N_, clean_line, fold_key
from kms.core.translations import translate
from kms.jobs.queue import enqueue
from kms.mail.service import enqueue_email
from kms.signin import codes
from kms.signin.attempts import count, is_over
from kms.signin.codes import CodeTerms

PER_PERSON, PER_ADDRESS = 3, 20
SHOWN = 5
JOB = "accounts.forgotten"
CONDITION = "person"


def contacts(session: Session) -> Sequence[str]:
    """Return who can print a new slip: people with the people role, else administrators; never a person's lead."""
    able = select(Person.name).where(Person.suspended_at.is_(None)).order_by(Person.name).limit(SHOWN)
    return (
        session.scalars(able.where(Person.manages_people)).all() or session.scalars(able.where(Person.is_admin)).all()
    )


def ask_for_link(session: Session, typed: str, address: str, language: str) -> None:
    """Request a reset link for the owner of this user name or email address. The request behaves the same whether such
    a person exists: they are looked up in the background, so that neither the response nor its timing reveals it.
    Limited to three per person and twenty per network address in 15 minutes."""
    key = fold_key(clean_line(typed))[:100]
    count(session, f"forgot:{key}")
    count(session, f"forgot-from:{address}")
    if not is_over(session, {f"forgot:{key}": PER_PERSON + 1, f"forgot-from:{address}": PER_ADDRESS + 1}):
        enqueue(session, JOB, [f"{language} {key}"])


def send_links(database: Database, terms: CodeTerms, root: str, keys: Sequence[str]) -> None:
    """Send the requested links; each key is "language key"."""
    for name in keys:
        language, _, key = name.partition(" ")
        with database.transaction() as session:
            _send(session, terms, root, key, language)


def _send(session: Session, terms: CodeTerms, root: str, key: str, language: str) -> None:
    person = session.scalar(
        select(Person).where(or_(Person.key == key, Person.email == key), Person.suspended_at.is_(None))
    )
    if person is None or not person.email:
        return
    code = codes.make_reset_code(session, terms, person.id)
    language = person.language or language
    text = N_(
        "Hello %(name)s,\n\nsomebody asked for a new password for your account. With this link you choose one; "
        "it works once, within one hour:\n\n%(link)s\n\n"
        "If it was not you, nothing has to be done: your password stays as it is.\n",
        name=person.name,
        link=f"{root.rstrip('/')}/reset/{code}",
    )
    enqueue_email(
        session,
        person.email,
        translate(N_("Choose a new password"), language),
        translate(text, language),
        condition=f"{CONDITION} {person.id}",
    )


def may_still_be_sent(session: Session, person_id: str, recipient: str) -> bool:
    """Whether an email with a link may still be sent: the person can sign in and still has that address."""
    person = session.get(Person, int(person_id))
    return person is not None and person.suspended_at is None and person.email == recipient
