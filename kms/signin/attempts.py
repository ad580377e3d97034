"""Rate limits for sign-in attempts and public forms, against password guessing and flooding."""

import hmac
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from kms.core.clock import now
from kms.core.errors import TooMany
from kms.core.text import N_, fold_key
from kms.signin.credentials import Credentials, device_mark
from kms.signin.models import Attempt
from kms.signin.queries import blocked_until

WINDOW = timedelta(minutes=15)
PER_ACCOUNT, PER_ADDRESS = 20, 100


def check_rate(session: Session, typed: Credentials, secret: bytes) -> None:
    """Raise TooMany after 20 failures for an account or 100 from an address in 15 minutes.

    A browser that has signed in to the account before, as its device mark proves, is not blocked by other people's
    failures.
    """
    known = hmac.compare_digest(typed.device.encode(), device_mark(secret, typed.user_name).encode())
    buckets = [f"address:{typed.address}", *([] if known else [_account_bucket(typed)])]
    until = blocked_until(session, buckets, [PER_ADDRESS, PER_ACCOUNT][: len(buckets)])
    if until is not None:
        wait = max(1, int((until - now()).total_seconds()))
        raise TooMany(N_("Too many attempts. Please try again in %(n)s minutes.", n=1 + wait // 60), wait)


def refuse(session: Session, typed: Credentials) -> None:
    """Count a failure against the account and the address. The caller raises."""
    for bucket in (_account_bucket(typed), f"address:{typed.address}"):
        count(session, bucket)


def count(session: Session, bucket: str) -> None:
    """Increment this bucket; its window starts with the first attempt."""
    row = session.get(Attempt, bucket)
    if row is None:
        session.add(Attempt(bucket=bucket, count=1, until=now() + WINDOW))
    elif row.until < now():
        row.count, row.until = 1, now() + WINDOW
    else:
        row.count += 1
    session.flush()


def forgive(session: Session, typed: Credentials) -> None:
    """Clear the failures of an account after a successful sign-in."""
    session.execute(delete(Attempt).where(Attempt.bucket == _account_bucket(typed)))


def is_over(session: Session, limits: Mapping[str, int]) -> bool:
    """Whether one of these buckets has reached its limit."""
    return blocked_until(session, list(limits), list(limits.values())) is not None


def _account_bucket(typed: Credentials) -> str:
    return f"account:{fold_key(typed.user_name)[:100]}"
