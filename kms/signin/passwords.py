"""Passwords: Argon2id (RFC 9106), at least 10 characters, rehashed when the cost parameters change."""

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from kms.core.errors import Invalid
from kms.core.text import N_

SHORTEST, LONGEST = 10, 256
_hasher = PasswordHasher(type=Type.ID)
_decoy = ""


def set_cost(time_cost: int, memory_kib: int) -> None:
    """Tests only: cheaper hashes."""
    global _hasher, _decoy
    _hasher, _decoy = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=1, type=Type.ID), ""


def hash_password(password: str, field: str = "password") -> str:
    """Return the hash to store. Raises Invalid if the password is too short or too long."""
    require_good(password, field)
    return _hasher.hash(password)


def hash_where_given(password: str) -> str | None:
    """Return the hash to store, None for an empty password. Raises Invalid as `hash_password` does."""
    return hash_password(password) if password else None


def require_good(password: str, field: str = "password") -> None:
    """Raise Invalid if the password is too short or too long."""
    if len(password) < SHORTEST:
        raise Invalid({field: N_("Choose a password of at least %(n)s characters.", n=SHORTEST)})
    if len(password) > LONGEST:
        raise Invalid({field: N_("A password can have at most %(n)s characters.", n=LONGEST)})


def matches(stored: str | None, password: str) -> bool:
    """Whether `password` is correct; takes equally long if there is no such account (`stored` None)."""
    global _decoy
    if len(password) > LONGEST:
        return False
    if stored is None and not _decoy:
        _decoy = _hasher.hash("nobody has this password")
    try:
        return _hasher.verify(stored or _decoy, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """Whether the hash was made with other cost parameters."""
    return _hasher.check_needs_rehash(stored)
