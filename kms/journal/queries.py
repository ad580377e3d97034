"""Reading the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.accounts.models import Person
from kms.core.text import Message
from kms.journal.kinds import say
from kms.journal.models import Entry


@dataclass(frozen=True)
class Deed:
    """One line: when, who (empty: gone), what."""

    at: datetime
    by: str
    what: Message


def list_deeds(session: Session, limit: int = 200) -> Sequence[Deed]:
    """The newest deeds."""
    query = select(Entry, Person.name).outerjoin(Person, Person.id == Entry.person_id).order_by(Entry.id.desc())
    return [Deed(entry.at, name or "", say(entry)) for entry, name in session.execute(query.limit(limit))]
