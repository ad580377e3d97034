"""The one source of the present moment, so that tests can hold it still."""

from collections.abc import Callable
from datetime import UTC, datetime

_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731


def now() -> datetime:
    """The present moment, aware, UTC."""
    return _source()


def set_source(source: Callable[[], datetime] | None) -> None:
    """Tests only: take the moment from `source`; None puts the machine's clock back."""
    global _source
    _source = source or (lambda: datetime.now(UTC))
