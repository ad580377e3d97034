"""Read queries for the outbox, for the worker and for administrators."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kms.mail.models import Email


def find_waiting(session: Session, letter_id: int) -> Email | None:
    """Return an email that is still to be sent."""
    letter = session.get(Email, letter_id)
    return letter if letter is not None and letter.failed_at is None else None


def find_failed(session: Session, letter_id: int) -> Email | None:
    """Return a failed email."""
    letter = session.get(Email, letter_id)
    return letter if letter is not None and letter.failed_at is not None else None


def list_failed(session: Session, limit: int = 100) -> Sequence[Email]:
    """Return the failed emails, latest first; to be shown without their text."""
    query = select(Email).where(Email.failed_at.is_not(None)).order_by(Email.failed_at.desc())
    return session.scalars(query.limit(limit)).all()


def count_failed(session: Session) -> int:
    """Count the failed emails."""
    return session.scalar(select(func.count()).where(Email.failed_at.is_not(None))) or 0


def count_waiting(session: Session) -> int:
    """Count the emails still to be sent."""
    return session.scalar(select(func.count()).where(Email.failed_at.is_(None))) or 0
