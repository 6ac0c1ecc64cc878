"""Values that no collection owns: what they are made of, and what is said in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.pointer import ROOT, Pointer
from mockserver.verify.sides.comparison import Difference, difference, moment
from mockserver.verify.sides.relation import shown
from mockserver.verify.traffic.mark import ERROR, WARNING, Mark, differs
from mockserver.verify.traffic.renaming import is_redacted


def shape_marks(expected: Any, actual: Any, at: Pointer = ROOT) -> Iterator[Mark]:
    """Members that are gone or of another type are errors; other values may be other data."""
    if is_redacted(expected) and isinstance(expected, str):
        return
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        yield from _members(expected, actual, at)
    elif isinstance(expected, list) and isinstance(actual, list):
        yield from _items(expected, actual, at)
    elif expected is not None and _kind(expected) != _kind(actual):
        yield _gone(expected, actual, at)
    elif difference(expected, actual) and not (moment(expected) and moment(actual)):
        yield differs(Difference(at, expected, actual), WARNING, "traffic-drift")


def _members(expected: Mapping[str, Any], actual: Mapping[str, Any], at: Pointer) -> Iterator[Mark]:
    for name, value in expected.items():
        if name in actual:
            yield from shape_marks(value, actual[name], (*at, name))
        elif value is not None:
            yield _gone(value, None, (*at, name))


def _items(expected: list[Any], actual: list[Any], at: Pointer) -> Iterator[Mark]:
    """Lists of other lengths may be other data: only what all items have is compared."""
    if not expected or not actual:
        return
    if len(expected) == len(actual):
        for index, pair in enumerate(zip(expected, actual, strict=True)):
            yield from shape_marks(*pair, (*at, index))
        return
    before = [each for each in expected if isinstance(each, Mapping)]
    now = [each for each in actual if isinstance(each, Mapping)]
    if len(before) != len(expected) or len(now) != len(actual):
        return
    for name in before[0]:
        is_always = all(each.get(name) is not None for each in before)
        if is_always and not any(name in each for each in now):
            yield _gone(before[0][name], None, (*at, 0, name))


def _gone(expected: Any, actual: Any, at: Pointer) -> Mark:
    if actual is None:
        return differs(Difference(at, expected, None), ERROR)
    told = f"answered with {_kind(actual)} at {'/'.join(('', *map(str, at)))}, where "
    place = "/".join("*" if isinstance(each, int) else str(each) for each in at)
    return Mark("value-differs", ERROR, f"{told}{shown(expected)} was recorded", at=place)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, int | float):
        return "a number"
    names: dict[type, str] = {str: "a text", list: "a list", dict: "an object"}
    return names.get(type(value), "null")
