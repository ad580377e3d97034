"""What a person presents to sign in."""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from kms.core.errors import Invalid
from kms.core.text import N_, fold_key


@dataclass(frozen=True)
class Credentials:
    """The submitted credentials, the client's address, and the browser's device mark."""

    user_name: str
    password: str
    address: str
    device: str = ""
    agent: str = ""


def wrong_password() -> Invalid:
    """The same error whether the user name or the password is wrong."""
    return Invalid({"password": N_("User name or password is not right.")})


def device_mark(secret: bytes, user_name: str) -> str:
    """Return the token a browser keeps after a sign-in: proves an earlier sign-in to the account without naming it."""
    return hmac.new(secret, b"device:" + fold_key(user_name).encode(), sha256).hexdigest()
