"""Counting and asserting calls, and telling what nearly was one."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

from mockserver.admin.context import AdminContext
from mockserver.admin.pattern import Part, Pattern, Seen, read_pattern
from mockserver.admin.refused import told
from mockserver.quantity import many
from mockserver.serialization import MISSING

_CLOSEST = 3
_COMPARED = 500


def count(context: AdminContext) -> Mapping[str, Any]:
    """How many calls fit the body's pattern."""
    pattern = read_pattern(context.body, context.control)
    calls = [each.number for each in seen(context) if pattern.fits(each)]
    return {"count": len(calls), "calls": calls, "warnings": list(map(told, pattern.warnings))}


def verify(context: AdminContext) -> Mapping[str, Any]:
    """Whether as many fit as are expected."""
    pattern = read_pattern(context.body.get("match", {}), context.control)
    calls = [each.number for each in seen(context) if pattern.fits(each)]
    low, high = _bounds(context.body.get("count", {"min": 1}))
    passed = low <= len(calls) and (high is None or len(calls) <= high)
    expected = _expected(low, high)
    lacks = len(calls) < low
    return {
        "passed": passed,
        "count": len(calls),
        "expected": expected,
        "message": f"{expected} expected, {many(len(calls), 'call')} found.",
        "calls": calls,
        "near_misses": _near_misses(context, pattern) if lacks else [],
        "warnings": list(map(told, pattern.warnings)),
    }


def near_misses(context: AdminContext) -> Mapping[str, Any]:
    """The closest calls, where none fits."""
    pattern = read_pattern(context.body, context.control)
    fits = any(pattern.fits(each) for each in seen(context))
    return {"near_misses": [] if fits else _near_misses(context, pattern)}


def seen(context: AdminContext) -> list[Seen]:
    """All calls of the journal."""
    entries = context.mock.journal.entries(context.session)
    return [Seen(each.number, each.exchange, context.control) for each in entries]


def _bounds(count: Any) -> tuple[int, int | None]:
    if isinstance(count, Mapping):
        return count.get("min", 0), count.get("max")
    return int(count), int(count)


def _expected(low: int, high: int | None) -> str:
    if high is None:
        return f"{many(low, 'call')} or more"
    return many(low, "call") if low == high else f"{low} to {many(high, 'call')}"


def _near_misses(context: AdminContext, pattern: Pattern) -> list[Mapping[str, Any]]:
    missed = [(each, pattern.differing(each)) for each in seen(context)]
    found = [(each, parts) for each, parts in missed if parts]
    found.sort(key=lambda pair: (-_merit(pattern, *pair), -pair[0].number))
    return [_near_miss(context, pattern, *each) for each in found[:_CLOSEST]]


def _merit(pattern: Pattern, seen: Seen, differing: tuple[Part, ...]) -> float:
    """How many parts fit; of those that do not, how alike what was sent is to what was meant."""
    alike = (
        SequenceMatcher(None, _begin(part.expected), _begin(part.actual(seen))).ratio()
        for part in differing
    )
    return len(pattern.parts) - len(differing) + sum(alike) / 2


def _begin(value: Any) -> str:
    """As much as is compared: that takes the square of its length, for each call of a journal."""
    return str(value)[:_COMPARED]


def _near_miss(
    context: AdminContext, pattern: Pattern, missed: Seen, differing: tuple[Part, ...]
) -> Mapping[str, Any]:
    shown = Seen(missed.number, context.shared.redaction.exchange(missed.exchange), context.control)
    return {
        "number": missed.number,
        "method": shown.exchange.request.method,
        "target": shown.exchange.request.target,
        "status": shown.exchange.response.status,
        "operation": shown.exchange.operation,
        "distance": round(len(differing) / len(pattern.parts), 3),
        "differences": [_difference(part, shown) for part in differing],
    }


def _difference(part: Part, shown: Seen) -> Mapping[str, Any]:
    actual = part.actual(shown)
    sent = {} if actual is MISSING else {"actual": actual}
    return {"part": part.name, "expected": part.expected, **sent}
