"""Signing in by user name and password."""

from sqlalchemy.orm import Session

from kms.accounts import queries
from kms.accounts.models import Person
from kms.signin import passwords
from kms.signin.credentials import Credentials


def check_password(session: Session, typed: Credentials) -> Person | None:
    """The person whose name and password these are. Slow on purpose: call it outside any transaction that writes."""
    person = queries.find_person(session, typed.user_name)
    right = passwords.matches(person.password if person else None, typed.password)
    return person if right and person and person.suspended_at is None else None
