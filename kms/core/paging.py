"""A page of a long list, and the opaque mark where the next one begins."""

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, or_
from sqlalchemy.orm import InstrumentedAttribute, Session

from kms.core.clock import from_microseconds, microseconds
from kms.core.errors import Unreadable
from kms.core.text import N_

T = TypeVar("T")
_WHOLE = re.compile(r"-?[0-9]{1,18}")
MOST = 100


@dataclass(frozen=True)
class ListPage(Generic[T]):
    """Some items and the cursor of the next page, None at the end."""

    items: Sequence[T]
    next: str | None = None


def newest_first(
    session: Session,
    query: Select[*tuple[Any, ...]],
    make: Callable[..., T],
    moment: InstrumentedAttribute[datetime],
    id: InstrumentedAttribute[int],
    cursor: str | None,
    limit: int,
) -> ListPage[T]:
    """One page of `query`, ordered by `moment` and `id` backwards; each row becomes `make(*row)`.

    The query's first column must be `id`, and the made item must know its moment by the attribute's name.
    """
    limit = min(limit, MOST)
    after = decode_numbers(cursor, 2)
    if after is not None:
        when = from_microseconds(after[0])
        query = query.where(or_(moment < when, (moment == when) & (id < after[1])))
    found = session.execute(query.order_by(moment.desc(), id.desc()).limit(limit + 1)).all()
    items = [make(*row) for row in found[:limit]]
    if len(found) <= limit:
        return ListPage(items)
    return ListPage(items, encode_cursor(microseconds(getattr(items[-1], moment.key)), found[limit - 1][0]))


def encode_cursor(*keys: int | str) -> str:
    """An opaque, URL-safe text of the last item's sort keys."""
    return base64.urlsafe_b64encode("\x1f".join(str(key) for key in keys).encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None, count: int) -> list[str] | None:
    """The sort keys again, None without a cursor. Raises Unreadable for one that we did not make."""
    if not cursor:
        return None
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as fault:
        raise Unreadable(N_("This page mark cannot be read.")) from fault
    keys = text.split("\x1f")
    if len(keys) != count:
        raise Unreadable(N_("This page mark cannot be read."))
    return keys


def decode_numbers(cursor: str | None, count: int) -> list[int] | None:
    """Like `decode_cursor`, for whole numbers."""
    keys = decode_cursor(cursor, count)
    if keys is None:
        return None
    if not all(_WHOLE.fullmatch(key) for key in keys):
        raise Unreadable(N_("This page mark cannot be read."))
    return [int(key) for key in keys]
