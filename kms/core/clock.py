"""The only source of the current time, so that tests can freeze it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731


def now() -> datetime:
    """Return the current time, timezone-aware, in UTC."""
    return _source()


def set_source(source: Callable[[], datetime] | None) -> None:
    """Tests only: take the time from `source`; None restores the system clock."""
    global _source
    _source = source or (lambda: datetime.now(UTC))


_zone = ZoneInfo("Europe/Berlin")


def set_zone(name: str) -> None:
    """Set the time zone of this installation, which decides when a day begins."""
    global _zone
    _zone = ZoneInfo(name)


def day_of(moment: datetime) -> date:
    """Return the local date of `moment` in the installation's time zone."""
    return moment.astimezone(_zone).date()


_START = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment: datetime) -> int:
    """Return whole microseconds since 1970, exact (a float would not be)."""
    return (moment - _START) // timedelta(microseconds=1)


def from_microseconds(count: int) -> datetime:
    """The inverse of `microseconds`; values out of range are clamped to the earliest or latest datetime."""
    try:
        return _START + timedelta(microseconds=count)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC) if count > 0 else datetime.min.replace(tzinfo=UTC)
