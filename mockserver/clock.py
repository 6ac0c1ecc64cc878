"""Time as something that is passed in, so that every run can be repeated."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

from mockserver.value import dataclass


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> datetime:
        """The present moment, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The machine's present moment, in UTC."""
        return datetime.now(UTC)


@dataclass(slots=True)
class SteppingClock:
    """A clock that stands still and moves on by ``step`` each time it is read."""

    moment: datetime
    step: timedelta = timedelta(0)

    def now(self) -> datetime:
        """The set moment, before it moves on."""
        present = self.moment
        self.moment = present + self.step
        return present


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds: ``2024-09-01T15:00:00.000Z``."""
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return utc.isoformat(timespec="milliseconds")[: -len("+00:00")] + "Z"
