"""Working hours, in the installation's time zone: notification emails are sent only within them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from kms.settings.values import Settings

_DAYS = {"mon-fri": 5, "mon-sat": 6, "all": 7}


@dataclass(frozen=True)
class Hours:
    """From `start` to `end` o'clock on the first `days` days of the week."""

    days: int
    start: int
    end: int
    zone: ZoneInfo

    def are_now(self, moment: datetime) -> bool:
        """Whether this moment is within working hours."""
        local = moment.astimezone(self.zone)
        return local.weekday() < self.days and self.start <= local.hour < self.end

    def next(self, moment: datetime) -> datetime:
        """Return this moment if it is within working hours, else the next start."""
        if self.are_now(moment):
            return moment
        begins = self._begin(moment)
        while begins <= moment or begins.weekday() >= self.days:
            begins = self._begin(begins + timedelta(days=1))
        return begins

    def begun(self, moment: datetime) -> datetime:
        """Return the most recent start of working hours."""
        begins = self._begin(moment)
        while begins > moment or begins.weekday() >= self.days:
            begins = self._begin(begins - timedelta(days=1))
        return begins

    def _begin(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone).replace(hour=self.start, minute=0, second=0, microsecond=0)


def hours_of(settings: Settings, timezone: str) -> Hours:
    """Return the configured working hours; an end before the start means until midnight."""
    end = settings.mail_to_hour if settings.mail_to_hour > settings.mail_from_hour else 24
    return Hours(_DAYS.get(settings.mail_days, 5), settings.mail_from_hour, end, ZoneInfo(timezone))
