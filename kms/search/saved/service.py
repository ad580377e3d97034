"""Saved searches: save, rename, delete, and count new hits within the owner's current reach."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kms.access.policy import Actor
from kms.core.clock import now
from kms.core.errors import Invalid, NotFound
from kms.core.reach import Reach
from kms.core.search_sources import SearchSource
from kms.core.text import N_
from kms.search.engine.port import IndexBroken, SearchIndex
from kms.search.query import parser
from kms.search.query.expressions import And, Expression, FieldFilter
from kms.search.results.service import read_hits
from kms.search.saved.inputs import SavedChange, SavedDraft, SearchRequest
from kms.search.saved.models import SavedSearch

MOST = 50
COUNTED = 99
"""New hits are counted up to this number."""


def list_saved(session: Session, actor: Actor) -> Sequence[SavedSearch]:
    """Return the actor's saved searches, by name."""
    query = select(SavedSearch).where(SavedSearch.person_id == actor.person_id)
    return session.scalars(query.order_by(func.lower(SavedSearch.name), SavedSearch.id)).all()


def find_saved(session: Session, actor: Actor, search: SearchRequest) -> SavedSearch | None:
    """Return the actor's saved search with this query, if any."""
    wanted = (SavedSearch.person_id == actor.person_id, SavedSearch.query == search.query)
    return session.scalars(select(SavedSearch).where(*wanted)).first()


def save(session: Session, actor: Actor, draft: SavedDraft) -> SavedSearch:
    """Save a search; an existing one with the same query is renamed. Raises Invalid if there are too many."""
    row = find_saved(session, actor, draft.search)
    if row is not None:
        row.name = draft.name
        return row
    if len(list_saved(session, actor)) >= MOST:
        raise Invalid({"name": N_("At most %(n)s searches can be saved. Remove one first.", n=MOST)})
    row = SavedSearch(person_id=actor.person_id, name=draft.name, query=draft.search.query)
    session.add(row)
    session.flush()
    return row


def get_saved(session: Session, actor: Actor, search_id: int) -> SavedSearch:
    """Return one of the actor's saved searches. Raises NotFound."""
    row = session.get(SavedSearch, search_id)
    if row is None or row.person_id != actor.person_id:
        raise NotFound(N_("This does not exist, or is not visible to you."))
    return row


def change(session: Session, actor: Actor, search_id: int, change: SavedChange) -> None:
    """Rename, and switch notifications on or off."""
    row = get_saved(session, actor, search_id)
    row.name, row.tells = change.name, change.tells


def mark_seen(session: Session, actor: Actor, search_id: int) -> SavedSearch:
    """Reset the count of new hits."""
    row = get_saved(session, actor, search_id)
    row.seen_at = now()
    return row


def remove(session: Session, actor: Actor, search_id: int) -> None:
    """Delete a saved search."""
    session.delete(get_saved(session, actor, search_id))


def count_new(
    session: Session, index: SearchIndex, sources: Mapping[str, SearchSource], reach: Reach, text: str, since: datetime
) -> int:
    """Count the hits within reach created or changed since then, up to COUNTED + 1. The index has a resolution of days;
    documents of the day itself are looked up in the database."""
    asked = SearchRequest.read(text)
    expression = parser.parse(asked.words).expression
    day, next_day = since.date().isoformat(), (since.date() + timedelta(days=1)).isoformat()
    try:
        later = index.find(_and(expression, FieldFilter("after", next_day)), reach, asked.filters, limit=1).total
        if later > COUNTED:
            return COUNTED + 1
        same_day = _and(expression, FieldFilter("after", day), FieldFilter("before", next_day))
        ids = index.find(same_day, reach, asked.filters, limit=COUNTED).ids
    except IndexBroken:
        return 0
    hits = read_hits(session, sources, reach, ids)
    return min(COUNTED + 1, later + sum(hit.updated_at is not None and hit.updated_at > since for hit in hits))


def _and(expression: Expression | None, *conditions: FieldFilter) -> Expression:
    if expression is None:
        return And(conditions)
    items = expression.items if isinstance(expression, And) else (expression,)
    return And((*items, *conditions))
