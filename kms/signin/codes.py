"""One-time codes: those of start slips, and links for forgotten passwords."""

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kms.accounts import queries
from kms.accounts.models import Person
from kms.core.clock import now
from kms.core.errors import Invalid
from kms.core.text import N_
from kms.signin import passwords
from kms.signin.models import RESET, START, OneTimeCode, SignIn

ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"  # without characters that look alike on paper: 0 O, 1 I L, 2 Z, 5 S, 8 B
LENGTH, GROUP = 12, 4
RESET_LIFE = timedelta(hours=1)
KEPT = timedelta(days=90)
_NO_SIGN = re.compile(r"[^0-9A-Z]")


@dataclass(frozen=True)
class CodeTerms:
    """Parameters of codes: `pepper` is the server's secret, `days` the validity of a start code."""

    pepper: bytes
    days: int


def make_start_code(session: Session, terms: CodeTerms, person_id: int, by: int | None) -> str:
    """Create a code for a start slip, grouped for readability; the person's previous unused code expires."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    _keep(session, terms, person_id, START, code, timedelta(days=terms.days), by)
    return "-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def make_reset_code(session: Session, terms: CodeTerms, person_id: int) -> str:
    """Create the secret part of a reset link, valid for one hour."""
    code = secrets.token_urlsafe(32)
    _keep(session, terms, person_id, RESET, code, RESET_LIFE, None)
    return code


def find_start_code(session: Session, terms: CodeTerms, user_name: str, typed: str) -> OneTimeCode | None:
    """Find the person's code in any typed form (lower case, spaces, hyphens); None if it is not valid."""
    person = queries.find_person(session, user_name)
    code = _NO_SIGN.sub("", typed[:200].upper())
    return _find(session, _hash(terms, START, str(person.id if person else 0), code))


def find_reset_code(session: Session, terms: CodeTerms, typed: str) -> OneTimeCode | None:
    """Find the code of a link; None if it is used, expired or unknown."""
    return _find(session, _hash(terms, RESET, "", typed[:200]))


def find_open_code(session: Session, code_id: int) -> OneTimeCode | None:
    """Return a code that was found before, if it is still valid."""
    return _open(session, session.get(OneTimeCode, code_id))


def choose_password(session: Session, code: OneTimeCode, password: str) -> Person:
    """Consume the code and set the person's password; all their sign-ins and other codes end."""
    person = queries.get_person(session, code.person_id)
    if code.used_at is not None:
        raise Invalid({"": N_("This code was used already.")})
    person.password = passwords.hash_password(password)
    code.used_at = now()
    session.flush()
    session.execute(delete(SignIn).where(SignIn.person_id == person.id))
    end_codes(session, person.id)
    return person


def end_codes(session: Session, person_id: int) -> None:
    """Invalidate the person's unused codes."""
    session.execute(delete(OneTimeCode).where(OneTimeCode.person_id == person_id, OneTimeCode.used_at.is_(None)))


def _keep(
    session: Session, terms: CodeTerms, person_id: int, kind: str, code: str, life: timedelta, by: int | None
) -> None:
    waiting = OneTimeCode.used_at.is_(None)
    session.execute(delete(OneTimeCode).where(OneTimeCode.person_id == person_id, OneTimeCode.kind == kind, waiting))
    whose = str(person_id) if kind == START else ""
    session.add(
        OneTimeCode(
            person_id=person_id,
            kind=kind,
            code_hash=_hash(terms, kind, whose, code),
            created_by=by,
            until=now() + life,
        )
    )
    session.flush()


def _find(session: Session, code_hash: str) -> OneTimeCode | None:
    return _open(session, session.scalar(select(OneTimeCode).where(OneTimeCode.code_hash == code_hash)))


def _open(session: Session, code: OneTimeCode | None) -> OneTimeCode | None:
    if code is None or code.used_at is not None or code.until < now():
        return None
    return code if queries.get_person(session, code.person_id).suspended_at is None else None


def _hash(terms: CodeTerms, kind: str, whose: str, code: str) -> str:
    """Includes the server's secret, so that a stolen database alone does not allow guessing codes."""
    return hmac.new(terms.pepper, f"one-time:{kind}:{whose}:{code}".encode(), sha256).hexdigest()


def forget_old(session: Session) -> None:
    """Delete codes that nobody can use or look up any more."""
    session.execute(delete(OneTimeCode).where(OneTimeCode.until < now() - KEPT))
