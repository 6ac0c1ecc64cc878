"""How long an answer takes: a duration, a range of them, or a distribution."""

from __future__ import annotations

import math
import re
from random import Random

from mockserver.scenario.rules import CONTRADICTION
from mockserver.source.written import Form, Unfit, Written, read_fields, text
from mockserver.value import dataclass

MOST = 600.0
DURATION = "a duration such as 200ms, 1.5s or 2m"
DELAY = (
    "a duration of at most 10m such as 200ms, {min: 100ms, max: 2s}, "
    "or {mean: 300ms, deviation: 100ms, distribution: lognormal}"
)
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_WRITTEN = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s?(ms|s|m|h)")
NORMAL, LOGNORMAL = "normal", "lognormal"


@dataclass(frozen=True, slots=True)
class Delay:
    """Seconds from ``low`` to ``high``: spread evenly, or around ``mean`` by a distribution."""

    low: float
    high: float
    mean: float | None = None
    deviation: float = 0.0
    distribution: str = NORMAL

    def draw(self, random: Random) -> float:
        """One delay; a fixed one takes no chance."""
        if self.mean is not None:
            return min(max(self._around(self.mean, random), self.low), self.high)
        return random.uniform(self.low, self.high) if self.low < self.high else self.low

    def _around(self, mean: float, random: Random) -> float:
        if self.distribution == NORMAL or not mean:
            return random.gauss(mean, self.deviation)
        variance = math.log1p((self.deviation / mean) ** 2)
        return random.lognormvariate(math.log(mean) - variance / 2, math.sqrt(variance))


def read_duration(written: Written) -> float:
    """Seconds, from a number with its unit; 0 needs none."""
    value = written.value
    if value == 0 and not isinstance(value, bool):
        return 0.0
    match = _WRITTEN.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise Unfit
    return float(match[1]) * _UNITS[match[2]]


def read_delay(written: Written) -> Delay:
    """A delay in any of its forms."""
    if not isinstance(written.value, dict):
        seconds = _short(written)
        return Delay(seconds, seconds)
    told = len(written.findings)
    found = read_fields(written, _FORMS, "a delay")
    if len(written.findings) == told:
        _insist(written)
    low, high = found.get("min", 0.0), found.get("max", MOST)
    mean, deviation = found.get("mean"), found.get("deviation", 0.0)
    return Delay(low, max(low, high), mean, deviation, found.get("distribution", NORMAL))


def _short(written: Written) -> float:
    seconds = read_duration(written)
    if seconds > MOST:
        raise Unfit
    return seconds


def _distribution(written: Written) -> str:
    name = text(written)
    if name not in (NORMAL, LOGNORMAL):
        raise Unfit
    return name


_SHORT = "a duration of at most 10m such as 200ms or 1.5s"
_FORMS = {
    "min": Form(_short, _SHORT),
    "max": Form(_short, _SHORT),
    "mean": Form(_short, _SHORT),
    "deviation": Form(_short, _SHORT),
    "distribution": Form(_distribution, f"{NORMAL} or {LOGNORMAL}"),
}


def _insist(written: Written) -> None:
    """A range has both ends; a distribution has a mean, and may be cut by either end."""
    given = written.value
    if "mean" in given and "deviation" not in given:
        written.complain(CONTRADICTION, "a 'mean' needs a 'deviation' beside it, such as 100ms")
    elif "mean" not in given and ("min" not in given or "max" not in given):
        message = "a delay is {min: …, max: …} or {mean: …, deviation: …}"
        written.complain(CONTRADICTION, message)
    elif "mean" not in given and ("deviation" in given or "distribution" in given):
        written.complain(CONTRADICTION, "a distribution needs a 'mean', such as 300ms")
    if {"min", "max"} <= set(given):
        low, high = read_duration(written.below("min")), read_duration(written.below("max"))
        if low > high:
            message = f"'min' is greater than 'max': {given['min']}, {given['max']}"
            written.complain(CONTRADICTION, message, "min")
