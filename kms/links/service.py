"""Register sources and their citations."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kms.core.clock import now
from kms.core.db import upsert
from kms.core.urls import Address, site_of
from kms.jobs.queue import enqueue
from kms.links.models import CHANGED_JOB, FETCH_JOB, Citation, Link

FRESH = timedelta(days=30)


def register(session: Session, addresses: Iterable[Address]) -> dict[str, int]:
    """Return the ids of these sources by key, creating missing ones."""
    rows = {
        a.key: {"key": a.key, "url": a.url, "site": site_of(a.url)[:255], "title": "", "description": "",
                "created_at": now(), "fetched_at": None}
        for a in addresses
    }  # fmt: skip
    found = ids_of(session, list(rows))
    missing = [row for key, row in rows.items() if key not in found]
    if missing:
        upsert(session, Link, missing, keys=("key",))
        found = ids_of(session, list(rows))
    return found


def ids_of(session: Session, keys: Sequence[str]) -> dict[str, int]:
    """Return the ids of the sources with these keys; unknown ones are omitted."""
    found: dict[str, int] = {}
    for start in range(0, len(keys), 500):
        query = select(Link.key, Link.id).where(Link.key.in_(keys[start : start + 500]))
        found.update({key: id for key, id in session.execute(query)})
    return found


def ask_for_facts(session: Session, link_ids: Iterable[int]) -> None:
    """Enqueue a lookup of title and description of these sources, unless it was done recently."""
    ids = list(link_ids)
    for start in range(0, len(ids), 500):
        query = select(Link.id).where(
            Link.id.in_(ids[start : start + 500]),
            (Link.fetched_at.is_(None)) | (Link.fetched_at < now() - FRESH),
            Link.key.like("http%"),
        )
        enqueue(session, FETCH_JOB, [str(id) for id in session.scalars(query)])


def cite(session: Session, kind: str, item_id: int, addresses: Iterable[Address]) -> None:
    """Replace the sources cited by the item."""
    wanted = set(register(session, addresses).values())
    query = select(Citation.link_id).where(Citation.kind == kind, Citation.item_id == item_id)
    present = set(session.scalars(query))
    if gone := present - wanted:
        session.execute(
            delete(Citation).where(Citation.kind == kind, Citation.item_id == item_id, Citation.link_id.in_(gone))
        )
    rows = [{"kind": kind, "item_id": item_id, "link_id": id} for id in sorted(wanted - present)]
    upsert(session, Citation, rows, keys=("kind", "item_id", "link_id"))
    enqueue(session, CHANGED_JOB, [str(id) for id in sorted(wanted ^ present)])
