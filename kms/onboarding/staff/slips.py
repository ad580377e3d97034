"""Start slips: one per person, with the address, a QR code, the user name and the one-time code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from sqlalchemy.orm import Session

from kms.access.policy import Actor
from kms.accounts.models import Person
from kms.core import qr
from kms.core.clock import now
from kms.signin.codes import CodeTerms
from kms.signin.service import make_code


@dataclass(frozen=True)
class StartSlip:
    """The printed slip of one person; `code` exists in plain text only here and on paper."""

    name: str
    user_name: str
    code: str
    address: str
    picture: str
    until: datetime


def make_slips(session: Session, actor: Actor, terms: CodeTerms, url: str, people: Sequence[Person]) -> list[StartSlip]:
    """Create a code and a slip for each of these people."""
    return [_slip(session, actor, terms, url, person) for person in people]


def _slip(session: Session, actor: Actor, terms: CodeTerms, url: str, person: Person) -> StartSlip:
    code = make_code(session, actor, terms, person.id)
    return make_slip(person, code, terms, url)


def make_slip(person: Person, code: str, terms: CodeTerms, url: str) -> StartSlip:
    """Return the slip for a newly created code. The QR code identifies the person; it never contains the code."""
    address = url.rstrip("/")
    picture = qr.svg(f"{address}/start?user={quote(person.user_name)}", unit=3)
    return StartSlip(person.name, person.user_name, code, address, picture, now() + timedelta(days=terms.days))
