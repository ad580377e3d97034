"""Start slips: one a person, with the address, a QR code, the user name and the code that works once."""

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
    """What is printed for one person; `code` is known here and on paper only."""

    name: str
    user_name: str
    code: str
    address: str
    picture: str
    until: datetime


def make_slips(session: Session, actor: Actor, terms: CodeTerms, url: str, whom: Sequence[Person]) -> list[StartSlip]:
    """A new code for each of these people, ready to print."""
    return [_slip(session, actor, terms, url, person) for person in whom]


def _slip(session: Session, actor: Actor, terms: CodeTerms, url: str, person: Person) -> StartSlip:
    code = make_code(session, actor, terms, person.id)
    return make_slip(person, code, terms, url)


def make_slip(person: Person, code: str, terms: CodeTerms, url: str) -> StartSlip:
    """The slip for a code that was just made. The QR code names the person; the code itself is never in it."""
    address = url.rstrip("/")
    picture = qr.svg(f"{address}/start?user={quote(person.user_name)}", unit=3)
    return StartSlip(person.name, person.user_name, code, address, picture, now() + timedelta(days=terms.days))
