"""First sign-in by user name and the code of a start slip."""

from sqlalchemy.orm import Session

from kms.signin.codes import CodeTerms, find_start_code
from kms.signin.credentials import Credentials
from kms.signin.methods.outcomes import PasswordWanted


def check(session: Session, terms: CodeTerms, typed: Credentials) -> PasswordWanted | None:
    """Return the person's start code, entered in the password field."""
    code = find_start_code(session, terms, typed.user_name, typed.password)
    return None if code is None else PasswordWanted(code.id)
