"""The sign-in methods in the order they are tried; to add one, create a module in this package and list it here."""

from sqlalchemy.orm import Session

from kms.signin.codes import CodeTerms
from kms.signin.credentials import Credentials
from kms.signin.methods import password, start_code
from kms.signin.methods.outcomes import Method, Outcome

METHODS: tuple[Method, ...] = (password.check, start_code.check)


def check(session: Session, terms: CodeTerms, typed: Credentials) -> Outcome | None:
    """Return the outcome of the first method that accepts the credentials, or None."""
    return next((found for method in METHODS if (found := method(session, terms, typed)) is not None), None)
