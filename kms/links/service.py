"""Register sources and their citations."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kms.core.clock import now
from kms.core.db import insert_for, upsert
from kms.core.urls import Address, site_of
from kms.jobs.queue import enqueue
from kms.links.models import CHANGED_JOB, FETCH_JOB, Citation, Link

FRESH = timedelta(days=30)


def register(session: Session, addresses: Iterable[Address]) -> dict[str, int]:
    """Return the ids of these sources by key, creating missing ones."""
    by_key = {address.key: address for address in addresses}
    found = ids_of(session, list(by_key))
    return found | add(session, [address for key, address in by_key.items() if key not in found])


def add(session: Session, addresses: Sequence[Address]) -> dict[str, int]:
    """The ids of these sources by key, which were not there a moment ago."""
    if not addresses:
        return {}
    made = now()
    rows = [
        {"key": a.key, "url": a.url, "site": site_of(a.url)[:255], "title": "", "description": "",
         "created_at": made, "fetched_at": None}
        for a in addresses
    ]  # fmt: skip
    insert = insert_for(session.get_bind().dialect.name, Link).on_conflict_do_nothing(index_elements=("key",))
    added = {key: id for key, id in session.execute(insert.returning(Link.key, Link.id), rows)}
    return added | ids_of(session, [a.key for a in addresses if a.key not in added])


def ids_of(session: Session, keys: Sequence[str]) -> dict[str, int]:
    """Return the ids of the sources with these keys; unknown ones are omitted."""
    found: dict[str, int] = {}
    for start in range(0, len(keys), 500):
        query = select(Link.key, Link.id).where(Link.key.in_(keys[start : start + 500]))
        found.update({key: id for key, id in session.execute(query)})
    return found


def enqueue_facts(session: Session, link_ids: Iterable[int]) -> None:
    """Enqueue a lookup of title and description of these sources, unless it was done recently."""
    ids = list(link_ids)
    for start in range(0, len(ids), 500):
        query = select(Link.id).where(
            Link.id.in_(ids[start : start + 500]),
            (Link.fetched_at.is_(None)) | (Link.fetched_at < now() - FRESH),
            Link.key.like("http%"),
        )
        enqueue(session, FETCH_JOB, [str(id) for id in session.scalars(query)])


def enqueue_first_facts(session: Session, link_id: int, address: Address) -> None:
    """The same for a source that was just added."""
    if address.key.startswith("http"):
        enqueue(session, FETCH_JOB, [str(link_id)])


def cite(session: Session, kind: str, item_id: int, addresses: Iterable[Address]) -> None:
    """Replace the sources cited by the item."""
    by_key = {address.key: address for address in addresses}
    query = select(Link.key, Link.id).join(Citation, Citation.link_id == Link.id)
    cited = {key: id for key, id in session.execute(query.where(Citation.kind == kind, Citation.item_id == item_id))}
    if set(cited) == set(by_key):
        return
    present, wanted = set(cited.values()), set(register(session, by_key.values()).values())
    if gone := present - wanted:
        session.execute(
            delete(Citation).where(Citation.kind == kind, Citation.item_id == item_id, Citation.link_id.in_(gone))
        )
    rows = [{"kind": kind, "item_id": item_id, "link_id": id} for id in sorted(wanted - present)]
    upsert(session, Citation, rows, keys=("kind", "item_id", "link_id"))
    enqueue(session, CHANGED_JOB, [str(id) for id in sorted(wanted ^ present)])
