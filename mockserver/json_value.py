"""JSON values as such: when two are one, and how deep one goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal: 1 is 1.0, and true is not 1 (JSON Schema Core §4.2.2)."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def inner(value: Any) -> Iterable[Any]:
    """The members of an object or the elements of a list; nothing of a scalar."""
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list | tuple) else ()


def is_deeper(value: Any, levels: int) -> bool:
    """Whether objects and lists lie deeper in one another than so many levels."""
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(levels):
        if not level:
            return False
        # Lines of a few calls: it looks at each part of a body.
        level = [
            below
            for outer in level
            for below in (outer.values() if outer.__class__ is dict else outer)
            if below.__class__ is dict or below.__class__ is list
        ]
    return bool(level)
