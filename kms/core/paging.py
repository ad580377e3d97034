"""Cursor pagination: a page of a long list and an opaque cursor to the next one."""

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
    """Some items and the cursor of the next page, or None on the last page."""

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
    """Return one page of `query`, ordered by `moment` and `id` descending; each row becomes `make(*row)`. The query's
    first column must be `id`, and the item must expose its time under the name of the `moment` attribute."""
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
    """Encode the last item's sort keys as opaque, URL-safe text."""
    return base64.urlsafe_b64encode("\x1f".join(str(key) for key in keys).encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None, count: int) -> list[str] | None:
    """Decode the sort keys; None without a cursor. Raises Unreadable for a cursor that was not issued here."""
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
    """Like `decode_cursor`, for integers."""
    keys = decode_cursor(cursor, count)
    if keys is None:
        return None
    if not all(_WHOLE.fullmatch(key) for key in keys):
        raise Unreadable(N_("This page mark cannot be read."))
    return [int(key) for key in keys]
