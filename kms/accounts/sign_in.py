"""Signing in and out, and the brakes on guessing passwords."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import delete
from sqlalchemy.orm import Session

from kms.access.policy import Actor
from kms.accounts import passwords, queries
from kms.accounts.models import Attempt, Person, SignIn
from kms.core.clock import now
from kms.core.errors import Invalid, TooMany
from kms.core.text import N_, clean_line, fold_key

WINDOW = timedelta(minutes=15)
PER_ACCOUNT, PER_ADDRESS = 20, 100


@dataclass(frozen=True)
class Credentials:
    """What somebody typed on the sign-in page, from which address, and the browser's device mark."""

    user_name: str
    password: str
    address: str
    device: str = ""
    agent: str = ""


def check_rate(session: Session, typed: Credentials, secret: bytes) -> None:
    """Raise TooMany after 20 failures for an account or 100 from an address in 15 minutes.

    A browser that signed in to the account before (its device mark proves it) is not held up by
    strangers who guess at it.
    """
    known = hmac.compare_digest(typed.device.encode(), device_mark(secret, typed.user_name).encode())
    buckets = [f"address:{typed.address}", *([] if known else [_account_bucket(typed)])]
    until = queries.blocked_until(session, buckets, [PER_ADDRESS, PER_ACCOUNT][: len(buckets)])
    if until is not None:
        wait = max(1, int((until - now()).total_seconds()))
        raise TooMany(N_("Too many attempts. Please try again in %(n)s minutes.", n=1 + wait // 60), wait)


def check_password(session: Session, typed: Credentials) -> Person | None:
    """The person whose name and password these are. Slow on purpose: call it outside any transaction that writes."""
    person = queries.find_person(session, typed.user_name)
    right = passwords.matches(person.password if person else None, typed.password)
    return person if right and person and person.suspended_at is None else None


def refuse(session: Session, typed: Credentials) -> None:
    """Count a failure against the account and the address. Raising is the caller's part."""
    for bucket in (_account_bucket(typed), f"address:{typed.address}"):
        count(session, bucket)


def count(session: Session, bucket: str) -> None:
    """Once more in this bucket, whose window begins with the first."""
    row = session.get(Attempt, bucket)
    if row is None:
        session.add(Attempt(bucket=bucket, count=1, until=now() + WINDOW))
    elif row.until < now():
        row.count, row.until = 1, now() + WINDOW
    else:
        row.count += 1
    session.flush()


def is_over(session: Session, limits: Mapping[str, int]) -> bool:
    """Whether one of these buckets has reached its limit."""
    return queries.blocked_until(session, list(limits), list(limits.values())) is not None


def wrong_password() -> Invalid:
    """The same words whether the name or the password is wrong."""
    return Invalid({"password": N_("User name or password is not right.")})


def start(session: Session, person_id: int, typed: Credentials) -> str:
    """Remember the browser as signed in; returns the token its cookie carries (32 random bytes, base64url)."""
    person = queries.get_person(session, person_id)
    if person.password and passwords.outdated(person.password):
        person.password = passwords.hash_password(typed.password)
    session.execute(delete(Attempt).where(Attempt.bucket == _account_bucket(typed)))
    return open_sign_in(session, person_id, typed.agent)


def open_sign_in(session: Session, person_id: int, agent: str) -> str:
    """A new sign-in of this person; returns its token."""
    token = secrets.token_urlsafe(32)
    session.add(SignIn(person_id=person_id, token_hash=queries.token_hash(token), agent=clean_line(agent)[:200]))
    session.flush()
    return token


def end(session: Session, token: str) -> None:
    """Sign this browser out."""
    session.execute(delete(SignIn).where(SignIn.token_hash == queries.token_hash(token)))


def end_one(session: Session, actor: Actor, sign_in_id: int) -> None:
    """End one of one's own sign-ins, wherever it is."""
    session.execute(delete(SignIn).where(SignIn.id == sign_in_id, SignIn.person_id == actor.person_id))


def end_others(session: Session, actor: Actor, token: str) -> None:
    """End all of one's own sign-ins but this one."""
    mine = queries.token_hash(token)
    session.execute(delete(SignIn).where(SignIn.person_id == actor.person_id, SignIn.token_hash != mine))


def forget_old(session: Session) -> None:
    """Remove sign-ins past their life and counters past their window."""
    session.execute(delete(SignIn).where(SignIn.created_at < now() - queries.SIGN_IN_LIFE))
    session.execute(delete(Attempt).where(Attempt.until < now()))


def device_mark(secret: bytes, user_name: str) -> str:
    """The mark a browser keeps after a sign-in: proves the account, names nobody."""
    return hmac.new(secret, b"device:" + fold_key(user_name).encode(), sha256).hexdigest()


def _account_bucket(typed: Credentials) -> str:
    return f"account:{fold_key(typed.user_name)[:100]}"
