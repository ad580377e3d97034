"""One-click unsubscribe links that work without signing in: the URL is signed (RFC 8058)."""

import base64
import hmac

from sqlalchemy.orm import Session

from kms.accounts.models import Person
from kms.core.errors import NotFound
from kms.core.text import N_
from kms.notifications import queries, service
from kms.notifications.kinds import DAILY, HERE, KINDS, MAIL

ALL = "all"


def token(secret: bytes, person_id: int, kind: str) -> str:
    """Return the token that unsubscribes this person from emails of this kind (or ALL)."""
    words = f"{person_id}.{kind}"
    return f"{words}.{_signature(secret, words)}"


def person_of(secret: bytes, text: str) -> tuple[int, str]:
    """Return the person and kind. Raises NotFound for an invalid signature."""
    words, _, signature = text.rpartition(".")
    if not hmac.compare_digest(signature.encode("utf-8", "replace"), _signature(secret, words).encode()):
        raise NotFound(N_("This does not exist, or is not visible to you."))
    person, _, kind = words.partition(".")
    return int(person), kind


def stop(session: Session, secret: bytes, text: str) -> None:
    """From now on, notify this person of this kind only in the application."""
    person_id, kind = person_of(secret, text)
    if session.get(Person, person_id) is None:
        return
    mailed = {name for name, how in queries.choices_of(session, person_id).items() if how in (MAIL, DAILY)}
    wanted = mailed if kind == ALL else mailed & {kind} & set(KINDS)
    service.choose(session, person_id, dict.fromkeys(sorted(wanted), HERE))


def _signature(secret: bytes, words: str) -> str:
    digest = hmac.digest(secret, f"stop mails {words}".encode("utf-8", "replace"), "sha256")
    return base64.urlsafe_b64encode(digest)[:32].decode()
