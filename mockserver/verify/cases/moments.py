"""Moments that a service tells, against its own clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from mockserver.verify.inputs.atlas import Door
from mockserver.verify.sides.journey import Journey

_MINUTE, _HOURS = timedelta(minutes=1), timedelta(hours=26)
"""How far clocks may be apart: within a service, and of two."""
_QUARTER, _SKEW = timedelta(minutes=15), timedelta(seconds=5)


def insist_now(
    door: Door, journey: Journey, told: Mapping[str, object], found: Mapping[str, datetime], of: str
) -> None:
    """The moments that were ``found`` in what was ``told`` last are of now, and of one another.

    By the clock of the target itself (RFC 9110 §6.6.1); without one by the latest. Raises Broken.
    """
    date = _date(journey.trail[-1].response.headers.get("Date"))
    now = date or max(found.values(), default=None)
    for name, at in found.items():
        if now is not None and _is_off(at - now, _HOURS if date else _MINUTE):
            what = f"told {told[name]} as {name} of {of}"
            journey.broken(door.operation, "moment_wrong", f"{what} at {now.isoformat()}")
    if found and max(found.values()) - min(found.values()) > _MINUTE:
        each = ", ".join(f"{name} {told[name]}" for name in found)
        journey.broken(door.operation, "moment_wrong", f"told unlike moments of {of}: {each}")


def _is_off(apart: timedelta, most: timedelta) -> bool:
    """Clocks are a little apart, by chance; by whole quarters of an hour they are zones."""
    quarters = round(apart / _QUARTER)
    is_zone = abs(quarters) > 1 and abs(apart - quarters * _QUARTER) < _SKEW
    return abs(apart) > most or is_zone


def _date(text: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC) if text else None
    except (ValueError, TypeError):
        return None
