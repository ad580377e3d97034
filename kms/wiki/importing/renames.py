"""Stores a batch of imported texts and repairs links to pages whose titles the import changes."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.access.policy import Actor
from kms.core.db import Database
from kms.core.text import fold_key
from kms.wiki.importing import storing
from kms.wiki.importing.storing import Note, StoredFile
from kms.wiki.links.repair import LinkRepair, plan_rename
from kms.wiki.models import Page, Space
from kms.wiki.revisions.service import HeadMoved

TRIES = 5


def store_batch(
    database: Database, actor: Actor, space: Space, batch: Sequence[StoredFile], note: Note
) -> list[tuple[StoredFile, str]]:
    """Store the batch in one transaction, then each page that gets a new title in its own."""
    with database.reading() as session:
        renamed = _renamed(session, batch)
    same = [arrival for arrival in batch if arrival.page_id not in renamed]
    with database.transaction() as session:
        outcomes = list(storing.store(session, actor, space, same, note))
    return outcomes + [_store_renamed(database, actor, space, a, note) for a in batch if a.page_id in renamed]


def _renamed(session: Session, batch: Sequence[StoredFile]) -> set[int]:
    query = select(Page.id, Page.title_key).where(Page.id.in_([a.page_id for a in batch]), Page.revision > 0)
    present = {id: key for id, key in session.execute(query)}
    return {a.page_id for a in batch if present.get(a.page_id, fold_key(a.title)) != fold_key(a.title)}


def _store_renamed(
    database: Database, actor: Actor, space: Space, arrival: StoredFile, note: Note
) -> tuple[StoredFile, str]:
    """Links are worked out outside the storing transaction, and again if somebody saved one of their pages
    meanwhile."""
    for _ in range(TRIES):
        with database.reading() as session:
            repairs: list[LinkRepair] = plan_rename(session, arrival.page_id, arrival.title)
        try:
            with database.transaction() as session:
                return next(storing.store(session, actor, space, [arrival], note, repairs))
        except HeadMoved:
            continue
    raise HeadMoved
