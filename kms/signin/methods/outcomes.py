"""Outcomes of a sign-in method: an authenticated person, or a one-time code that requires choosing a password."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kms.signin.codes import CodeTerms
from kms.signin.credentials import Credentials


@dataclass(frozen=True)
class Admitted:
    """The person is authenticated."""

    person_id: int


@dataclass(frozen=True)
class PasswordWanted:
    """A valid one-time code with this id was presented: the person has to choose a password before signing in."""

    code_id: int


Outcome = Admitted | PasswordWanted
Method = Callable[[Session, CodeTerms, Credentials], Outcome | None]
"""Checks the credentials of the sign-in form; None if they are not for this method, or wrong. Read-only; may be slow,
so it is called outside writing transactions. The caller counts failures."""
