"""Limits of numbers, lengths and counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from mockserver.diff.part import Part
from mockserver.diff.reading import is_number

# Keywords that count only for values of a type (JSON Schema 2020-12 Validation §6).
_LOWER = {"minLength": "string", "minItems": "array", "minProperties": "object"}
_UPPER = {"maxLength": "string", "maxItems": "array", "maxProperties": "object"}
LIMITED = {*_LOWER, *_UPPER}


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit: its keyword, its value, and whether the value itself is beyond it."""

    keyword: str
    value: Any
    exclusive: bool
    part: Part


def limits(
    part: Part, has: Callable[[str], bool], types: frozenset[str]
) -> Iterator[tuple[str, Bound]]:
    """What a piece limits of the types that fit; ``has`` tells whether one of them does."""
    for keyword, kind in (*_LOWER.items(), *_UPPER.items()):
        value = part.says(keyword)
        if is_number(value) and has(kind) and not (keyword in _LOWER and value <= 0):
            yield keyword, Bound(keyword, value, False, part)
    if has("integer") or has("fraction"):
        yield from _range(part, is_whole="fraction" not in types)


def _range(part: Part, *, is_whole: bool) -> Iterator[tuple[str, Bound]]:
    for name, word, step in (("lower", "inimum", 1), ("upper", "aximum", -1)):
        stem = "m" + word, "exclusiveM" + word
        for keyword, exclusive in zip(stem, (False, True), strict=True):
            value = part.says(keyword)
            if not is_number(value):
                continue
            if exclusive and is_whole and float(value).is_integer():
                yield name, Bound(keyword, int(value) + step, False, part)
            else:
                yield name, Bound(keyword, value, exclusive, part)


def is_tighter(name: str, one: Bound, other: Bound) -> bool:
    """Whether less fits the one limit than the other of the same name."""
    if one.value == other.value:
        return one.exclusive and not other.exclusive
    is_lower = name == "lower" or name.startswith("min")
    return bool(one.value > other.value) if is_lower else bool(one.value < other.value)
