"""Moments of one request of which one has to come before another, as no schema can say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

from mockserver.collection.shape import Member

if TYPE_CHECKING:
    from mockserver.verify.inputs.bodies import Bodies

FORMATS = frozenset(("date", "date-time"))
_APART = (400, -400)
"""Days."""
_NEXT = 3
_DAY = 10
"""So many letters of a moment are its day (RFC 3339 §5.6)."""


def moments(fields: Mapping[str, Member]) -> tuple[str, ...]:
    """The names of the fields that hold moments, as they are declared; none of one alone."""
    found = tuple(name for name, each in fields.items() if each.value("format") in FORMATS)
    return found if len(found) > 1 else ()


def is_of_order(bodies: Bodies, body: Any, is_taken: Callable[[Any], object]) -> bool:
    """Whether a body that was refused is so for how two of its moments lie to one another.

    Each of them is taken (``is_taken`` sends a body) beside another value of the other one.
    """
    record = bodies.record(body)
    if not isinstance(record, Mapping):
        return False
    for pair in combinations(moments(bodies.fields), 2):
        sides = [(one, other) for one, other in (pair, pair[::-1]) if _is_day(record.get(one))]
        if sides and all(any(map(is_taken, _apart(bodies, body, *each))) for each in sides):
            return True
    return False


def is_ascending(values: Iterable[Any]) -> bool:
    """Whether each moment is later than the one before it; two at least."""
    known = [each for each in values if _is_day(each)]
    return len(known) > 1 and all(one < other for one, other in pairwise(known))


def _apart(bodies: Bodies, body: Any, name: str, other: str) -> Iterator[Any]:
    """The bodies with one moment as it is and the other long before it, or long after."""
    text = bodies.record(body)[name]
    is_day = bodies.fields[other].value("format") == "date"
    like = text[:_DAY] if is_day else text[:_DAY] + (text[_DAY:] or "T12:00:00Z")
    for days in _APART:
        changed = bodies.with_value(body, other, moved(like, days))
        if bodies.is_valid(changed):
            yield changed


def moved(text: str, days: int) -> str:
    """A moment so many days later; as it is where there is no such day."""
    try:
        day = date.fromisoformat(text[:_DAY]) + timedelta(days=days)
    except (ValueError, OverflowError):
        return text
    return day.isoformat() + text[_DAY:]


def spread(record: Mapping[str, Any], names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Other values for moments that fall on one day, each some days after the one before it.

    As they are declared: nothing else tells which comes first.
    """
    days: Counter[str] = Counter()
    for name in names:
        value = record.get(name)
        if isinstance(value, str):
            number = days[value[:_DAY]]
            days[value[:_DAY]] += 1
            if number:
                yield name, moved(value, _NEXT * number)


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and value[:4].isdecimal()
