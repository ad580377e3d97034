"""The one source of the present moment, so that tests can hold it still."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731


def now() -> datetime:
    """The present moment, aware, UTC."""
    return _source()


def set_source(source: Callable[[], datetime] | None) -> None:
    """Tests only: take the moment from `source`; None puts the machine's clock back."""
    global _source
    _source = source or (lambda: datetime.now(UTC))


_zone = ZoneInfo("Europe/Berlin")


def set_zone(name: str) -> None:
    """Say in which time zone the days of this installation begin."""
    global _zone
    _zone = ZoneInfo(name)


def day_of(moment: datetime) -> date:
    """The day that a moment falls on where this installation is."""
    return moment.astimezone(_zone).date()


_START = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970, exact (a float would not be)."""
    return (moment - _START) // timedelta(microseconds=1)


def from_microseconds(count: int) -> datetime:
    """The moment again; out of range becomes the earliest or latest there is."""
    try:
        return _START + timedelta(microseconds=count)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC) if count > 0 else datetime.min.replace(tzinfo=UTC)
