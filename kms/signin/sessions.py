"""Sign-ins of browsers: create, end, and delete expired ones."""

import secrets

from sqlalchemy import delete
from sqlalchemy.orm import Session

from kms.access.policy import Actor
from kms.accounts import queries
from kms.core.clock import now
from kms.core.text import clean_line
from kms.signin import passwords
from kms.signin.attempts import forgive
from kms.signin.credentials import Credentials
from kms.signin.models import Attempt, SignIn
from kms.signin.queries import SIGN_IN_LIFE, token_hash


def start(session: Session, person_id: int, typed: Credentials) -> str:
    """Sign the browser in; returns the token for its cookie (32 random bytes, base64url)."""
    person = queries.get_person(session, person_id)
    if person.password and passwords.outdated(person.password):
        person.password = passwords.hash_password(typed.password)
    forgive(session, typed)
    return open_sign_in(session, person_id, typed.agent)


def open_sign_in(session: Session, person_id: int, agent: str) -> str:
    """Create a sign-in for this person and return its token."""
    token = secrets.token_urlsafe(32)
    session.add(SignIn(person_id=person_id, token_hash=token_hash(token), agent=clean_line(agent)[:200]))
    session.flush()
    return token


def end(session: Session, token: str) -> None:
    """Sign this browser out."""
    session.execute(delete(SignIn).where(SignIn.token_hash == token_hash(token)))


def end_one(session: Session, actor: Actor, sign_in_id: int) -> None:
    """End one of the actor's own sign-ins, on any device."""
    session.execute(delete(SignIn).where(SignIn.id == sign_in_id, SignIn.person_id == actor.person_id))


def end_others(session: Session, actor: Actor, token: str) -> None:
    """End all of the actor's sign-ins except this one."""
    mine = token_hash(token)
    session.execute(delete(SignIn).where(SignIn.person_id == actor.person_id, SignIn.token_hash != mine))


def forget_old(session: Session) -> None:
    """Delete expired sign-ins and attempt counters."""
    session.execute(delete(SignIn).where(SignIn.created_at < now() - SIGN_IN_LIFE))
    session.execute(delete(Attempt).where(Attempt.until < now()))
