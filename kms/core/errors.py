"""What can go wrong for a caller: raise one of these where the rule lives, the edge turns it into an answer."""

from collections.abc import Mapping

from kms.core.text import Message


class KmsError(Exception):
    """A fault the caller can understand; `status` is its HTTP status (RFC 9110)."""

    status = 500

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class Unreadable(KmsError):
    """The request cannot be read at all (400)."""

    status = 400


class ExpiredForm(Unreadable):
    """The form's token is not this session's (400): what was typed must be kept."""


class Unauthenticated(KmsError):
    """Nobody is signed in, or the key is not valid (401)."""

    status = 401


class Forbidden(KmsError):
    """Readable, but not to be changed by this person (403)."""

    status = 403


class NotFound(KmsError):
    """Missing, or hidden from this person: the two look alike (404)."""

    status = 404


class Conflict(KmsError):
    """The thing changed since the caller looked at it (409)."""

    status = 409


class TooLarge(KmsError):
    """More bytes than the limit allows (413)."""

    status = 413


class Invalid(KmsError):
    """Input that breaks a rule (422): one message a field, '' for the whole form."""

    status = 422

    def __init__(self, fields: Mapping[str, Message]) -> None:
        self.fields = dict(fields)
        super().__init__(next(iter(self.fields.values())))


class TooMany(KmsError):
    """Asked too often (429); `retry_after` in seconds."""

    status = 429

    def __init__(self, message: Message, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NoRoom(KmsError):
    """There is no room left for this (507, RFC 4918)."""

    status = 507


class Unavailable(KmsError):
    """Busy or out of space for a moment (503 or 507); trying again later is safe."""

    status = 503
