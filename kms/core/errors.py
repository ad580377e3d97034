"""Errors a caller can act on: raise one of these where the rule lives; the edge turns it into a response."""

from collections.abc import Mapping

from kms.core.text import Message


class KmsError(Exception):
    """An error the caller can understand; `status` is its HTTP status (RFC 9110)."""

    status = 500

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class Unreadable(KmsError):
    """The request is malformed (400)."""

    status = 400


class ExpiredForm(Unreadable):
    """The form's CSRF token does not match this session (400); the submitted text must not be lost."""


class Unauthenticated(KmsError):
    """Nobody is signed in, or the API key is invalid (401)."""

    status = 401


class Forbidden(KmsError):
    """Readable by this person, but not allowed for them (403)."""

    status = 403


class NotFound(KmsError):
    """Missing, or hidden from this person: the two are indistinguishable (404)."""

    status = 404


class Conflict(KmsError):
    """The object changed since the caller last read it (409)."""

    status = 409


class TooLarge(KmsError):
    """The request exceeds the size limit (413)."""

    status = 413


class Invalid(KmsError):
    """Input that breaks a rule (422): one message per field, '' for the whole form."""

    status = 422

    def __init__(self, fields: Mapping[str, Message]) -> None:
        self.fields = dict(fields)
        super().__init__(next(iter(self.fields.values())))


class TooMany(KmsError):
    """Too many requests (429); `retry_after` is in seconds."""

    status = 429

    def __init__(self, message: Message, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NoRoom(KmsError):
    """Out of storage space for this (507, RFC 4918)."""

    status = 507


class Unavailable(KmsError):
    """Temporarily busy or out of space (503 or 507); retrying later is safe."""

    status = 503
