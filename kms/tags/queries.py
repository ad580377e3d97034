"""Read queries for tags, common to pages and bookmarks."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from kms.tags.models import Tag


def names_by_item(
    session: Session, item: InstrumentedAttribute[int], tag: InstrumentedAttribute[int], ids: Iterable[int]
) -> dict[int, list[str]]:
    """Return the tags of these items, by name; `item` and `tag` are the columns of the association table."""
    wanted = set(ids)
    found: dict[int, list[str]] = {id: [] for id in wanted}
    if wanted:
        query = select(item, Tag.name).join(Tag, Tag.id == tag).where(item.in_(wanted)).order_by(Tag.key)
        for id, name in session.execute(query):
            found[id].append(name)
    return found


def names_by_key(session: Session, keys: Sequence[str]) -> dict[str, str]:
    """Return the spelling of these tags; unknown ones are omitted."""
    found: dict[str, str] = {}
    for start in range(0, len(keys), 500):
        query = select(Tag.key, Tag.name).where(Tag.key.in_(keys[start : start + 500]))
        found.update({key: name for key, name in session.execute(query)})
    return found


def counts(session: Session, tagged: Select[int], limit: int) -> Sequence[Row[str, int]]:
    """Return tags with their frequency in `tagged`, a select of tag ids."""
    ids: Any = tagged.subquery().c[0]
    query = (
        select(Tag.name, func.count())
        .join(ids.table, ids == Tag.id)
        .group_by(Tag.id)
        .order_by(func.count().desc(), Tag.key)
        .limit(limit)
    )
    return session.execute(query).all()
