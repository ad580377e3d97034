"""Find and create tags by name; names are compared by `fold_key`."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kms.core.db import insert_for
from kms.core.text import fold_key
from kms.tags.models import Tag

MOST, LONGEST = 50, 100


def get_or_create(session: Session, names: Sequence[str]) -> dict[str, int]:
    """Return the ids of these tags by key, creating missing ones; the first spelling of a tag is kept."""
    keys = {fold_key(name): name for name in reversed(names)}
    found = ids_of(session, list(keys))
    missing = [{"name": name, "key": key} for key, name in keys.items() if key not in found]
    if missing:
        insert = insert_for(session.get_bind().dialect.name, Tag).on_conflict_do_nothing(index_elements=("key",))
        found |= {key: id for key, id in session.execute(insert.returning(Tag.key, Tag.id), missing)}
        found |= ids_of(session, [key for key in keys if key not in found])
    return found


def ids_of(session: Session, keys: Sequence[str]) -> dict[str, int]:
    """Return the ids of the tags with these keys; unknown ones are omitted."""
    found: dict[str, int] = {}
    for start in range(0, len(keys), 500):
        query = select(Tag.key, Tag.id).where(Tag.key.in_(keys[start : start + 500]))
        found.update({key: id for key, id in session.execute(query)})
    return found
