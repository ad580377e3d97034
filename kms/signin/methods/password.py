"""Sign-in by user name and password."""

from sqlalchemy.orm import Session

from kms.accounts.queries import find_person
from kms.signin import passwords
from kms.signin.codes import CodeTerms
from kms.signin.credentials import Credentials
from kms.signin.methods.outcomes import Admitted


def check(session: Session, terms: CodeTerms, typed: Credentials) -> Admitted | None:
    """Return the person with this user name and password; takes equally long if there is no such person."""
    person = find_person(session, typed.user_name)
    right = passwords.matches(person.password if person else None, typed.password)
    return Admitted(person.id) if right and person and person.suspended_at is None else None
