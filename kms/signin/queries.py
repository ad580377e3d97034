"""Read queries for sign-ins, API keys and attempt counters."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from kms.access.policy import Actor, Level
from kms.accounts.models import Person
from kms.accounts.queries import ACTOR_COLUMNS, with_groups
from kms.core.clock import now
from kms.core.db import Epoch
from kms.signin.models import ApiToken, Attempt, SignIn

SIGN_IN_LIFE = timedelta(days=180)
_SCOPES = {"read": Level.READ, "write": Level.MANAGE}
_people, _sign_ins, _epoch = Person.__table__, SignIn.__table__, Epoch.__table__


def token_hash(token: str) -> str:
    """Return what is stored of a secret of 32 random bytes: its SHA-256 in hex."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True)
class SignedInPerson:
    """The person of a sign-in, and the database epoch it was read in."""

    id: int
    epoch: int


_SIGN_IN = (
    select(_people.c.id, func.coalesce(select(_epoch.c.value).scalar_subquery(), 0))
    .join_from(_sign_ins, _people, _sign_ins.c.person_id == _people.c.id)
    .where(
        _sign_ins.c.token_hash == bindparam("hash"),
        _sign_ins.c.created_at > bindparam("after"),
        _people.c.suspended_at.is_(None),
    )
)


def find_signed_in(session: Session, token: str) -> SignedInPerson | None:
    """Return the person behind a browser's cookie; None if signed out, suspended or expired. The hottest query."""
    values = {"hash": token_hash(token), "after": now() - SIGN_IN_LIFE}
    row = session.connection().execute(_SIGN_IN, values).first()
    return None if row is None else SignedInPerson(*row)


def find_actor_by_token(session: Session, token: str) -> Actor | None:
    """Return the person behind an API key, limited to the key's scope."""
    query = (
        select(*ACTOR_COLUMNS, ApiToken.scope)
        .join(ApiToken, ApiToken.person_id == Person.id)
        .where(ApiToken.token_hash == token_hash(token), Person.suspended_at.is_(None))
    )
    row = session.execute(query).first()
    return None if row is None else with_groups(session, row, _SCOPES[row.scope])


def sign_ins_of(session: Session, person_id: int) -> Sequence[SignIn]:
    """Return the sign-ins of a person, newest first."""
    return session.scalars(
        select(SignIn).where(SignIn.person_id == person_id).order_by(SignIn.created_at.desc(), SignIn.id.desc())
    ).all()


def tokens_of(session: Session, person_id: int) -> Sequence[ApiToken]:
    """Return the API keys of a person, by label."""
    return session.scalars(select(ApiToken).where(ApiToken.person_id == person_id).order_by(ApiToken.label)).all()


def blocked_until(session: Session, buckets: Sequence[str], limits: Sequence[int]) -> datetime | None:
    """Return the time until which any of these buckets is over its limit, or None."""
    rows = {a.bucket: a for a in session.scalars(select(Attempt).where(Attempt.bucket.in_(buckets)))}
    over = [
        rows[b].until
        for b, limit in zip(buckets, limits, strict=True)
        if b in rows and rows[b].count >= limit and rows[b].until > now()
    ]
    return max(over, default=None)
