"""What a method of signing in finds: a person who may come in, or a code with which one chooses a password first."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kms.signin.codes import CodeTerms
from kms.signin.credentials import Credentials


@dataclass(frozen=True)
class Admitted:
    """This person is who they say they are."""

    person_id: int


@dataclass(frozen=True)
class PasswordWanted:
    """The one-time code of this id was shown: its person chooses a password, then is let in."""

    code_id: int


Outcome = Admitted | PasswordWanted
Method = Callable[[Session, CodeTerms, Credentials], Outcome | None]
"""Checks what was typed into the sign-in form; None where it is not this method's, or not right. Only reads; may be
slow, so it is called outside any transaction that writes. Counting of failures is the caller's part."""
