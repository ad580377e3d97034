"""Who is editing a page right now; no history is kept."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kms.access.policy import Actor
from kms.accounts.models import Person
from kms.core.clock import now
from kms.core.db import upsert
from kms.settings.queries import current
from kms.wiki.models import Presence
from kms.wiki.pages.queries import PageRow

ALIVE = timedelta(seconds=45)
"""A tab that has been silent for this long is gone; tabs report every 15 seconds."""


def hear(session: Session, actor: Actor, page_id: int, tab: str) -> None:
    """Record that this person is editing the page, which was found writable, in this tab; removes silent tabs."""
    sweep(session)
    if not current(session).has("presence"):
        return
    row = {"person_id": actor.person_id, "tab": tab, "page_id": page_id, "heard_at": now()}
    upsert(session, Presence, [row], keys=("person_id", "tab"), update={"page_id": page_id, "heard_at": now()})


def leave(session: Session, actor: Actor, tab: str) -> None:
    """Forget a tab that was closed or has saved."""
    session.execute(delete(Presence).where(Presence.person_id == actor.person_id, Presence.tab == tab))


def others(session: Session, page: PageRow, but: int) -> list[str]:
    """The names of the other people editing a page, without the person `but`."""
    if not current(session).has("presence"):
        return []
    query = (
        select(Person.name)
        .join(Presence, Presence.person_id == Person.id)
        .where(Presence.page_id == page.id, Presence.heard_at > now() - ALIVE, Person.id != but)
        .order_by(Person.name, Person.id)
    )
    return list(dict.fromkeys(session.scalars(query)))


def sweep(session: Session) -> None:
    """Remove silent tabs."""
    session.execute(delete(Presence).where(Presence.heard_at < now() - ALIVE))
