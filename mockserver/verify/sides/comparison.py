"""Whether two values of a record are the same, as far as a document can say: pure functions.

Numbers compare by value, moments by the instant that they name (RFC 3339 §4), all else exactly.
A member that is null may be left out, but of an object whose members are the client's own. What an
answer adds is no difference unless it was there before the change and ought to be gone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from mockserver.pointer import ROOT, Pointer

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two values part; ``is_stale``: a member stayed that ought to be gone.

    ``is_missing``: a member is not there, be it null.
    """

    at: Pointer
    expected: Any
    actual: Any
    is_stale: bool = False
    is_missing: bool = False


def difference(
    expected: Any,
    actual: Any,
    before: Any = None,
    *,
    is_closed: bool = False,
    is_own: bool = False,
    at: Pointer = ROOT,
) -> Difference | None:
    """The first difference; ``is_closed``: a member that nobody sent is one, too.

    ``is_own``: the members are the client's own, so that one that is null is there as well.
    """
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        return _members(expected, actual, before, at, is_closed=is_closed or is_own, is_own=is_own)
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        pairs = enumerate(zip(expected, actual, strict=True))
        found = (
            difference(one, other, None, is_closed=is_closed, is_own=is_own, at=(*at, index))
            for index, (one, other) in pairs
        )
        return next((each for each in found if each), None)
    return None if _is_same(expected, actual) else Difference(at, expected, actual)


def _members(
    expected: Mapping[str, Any],
    actual: Mapping[str, Any],
    before: Any,
    at: Pointer,
    *,
    is_closed: bool,
    is_own: bool,
) -> Difference | None:
    earlier = before if isinstance(before, Mapping) else {}
    for name, value in expected.items():
        if name not in actual:
            if is_own or value is not None:
                return Difference((*at, name), value, None, is_missing=True)
            continue
        found = difference(
            value,
            actual.get(name),
            earlier.get(name),
            is_closed=is_closed,
            is_own=is_own,
            at=(*at, name),
        )
        if found:
            return found
    for name in actual.keys() - expected.keys():
        if actual[name] is None:
            continue
        is_stale = name in earlier and _is_same(earlier[name], actual[name])
        if is_stale or is_closed:
            return Difference((*at, name), None, actual[name], is_stale=is_stale)
    return None


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one == other or abs(one - other) <= 1e-9 * max(abs(one), abs(other))
    if isinstance(one, str) and isinstance(other, str) and one != other:
        moments = (moment(one), moment(other))
        return None not in moments and moments[0] == moments[1]
    if isinstance(one, list) and isinstance(other, list) and len(one) != len(other):
        return False
    if isinstance(one, Mapping | list) and isinstance(other, Mapping | list):
        return type(one) is type(other) and difference(one, other, is_closed=True) is None
    return bool(one == other)


def shared(seen: Any, meant: Any) -> Any:
    """What was seen, without the members that are the target's own."""
    if not isinstance(seen, Mapping) or not isinstance(meant, Mapping):
        return seen
    return {name: shared(seen[name], meant[name]) for name in seen.keys() & meant.keys()}


def moment(value: Any) -> datetime | None:
    """The instant that a text names; None where it names none."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        return None
    try:
        found = datetime.fromisoformat(value.upper())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def is_coarse(value: Any) -> bool:
    """Whether a moment is told in whole seconds."""
    found = moment(value)
    return found is not None and found.microsecond == 0


def is_moment_alike(one: Any, other: Any) -> bool:
    """The same but for the resolution in which it is told: of seconds, or of milliseconds."""
    first, second = moment(one), moment(other)
    if first is None or second is None:
        return False
    apart = abs((first - second).total_seconds())
    return apart < (1 if 0 in (first.microsecond, second.microsecond) else 0.001)
