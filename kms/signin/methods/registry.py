"""The methods that the sign-in form tries, in this order; a further one is a file beside these and a name here."""

from sqlalchemy.orm import Session

from kms.signin.codes import CodeTerms
from kms.signin.credentials import Credentials
from kms.signin.methods import password, start_code
from kms.signin.methods.outcomes import Method, Outcome

METHODS: tuple[Method, ...] = (password.check, start_code.check)


def check(session: Session, terms: CodeTerms, typed: Credentials) -> Outcome | None:
    """What the first method finds that knows what was typed; None where none does."""
    return next((found for method in METHODS if (found := method(session, terms, typed)) is not None), None)
