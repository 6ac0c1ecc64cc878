"""What clients send and never see again: the writeOnly members of a record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.collection.descent import element, member
from mockserver.collection.shape import Shape
from mockserver.pointer import Pointer
from mockserver.spec.schema import Schema

_DEPTH = 4  # schemas may refer to themselves
_EACH = "*"


def secrets(schema: Schema, depth: int = _DEPTH) -> tuple[Pointer, ...]:
    """Where values of a schema hold what is writeOnly; ``*`` stands for each element of a list."""
    return tuple(_secrets(schema, (), depth))


def without(value: Any, places: tuple[Pointer, ...]) -> Any:
    """The value without what is at these places; itself where nothing is there."""
    kept = value
    for place in places:
        kept = _without(kept, place)
    return kept


def _secrets(schema: Schema, above: Pointer, depth: int) -> Iterator[Pointer]:
    for name, each in Shape.of(schema).members.items():
        at = (*above, name)
        if each.is_write_only:
            yield at
            continue
        below = member(schema, name) if depth and _may_hold(each.types) else None
        item = element(below) if below else None
        if item is not None:
            yield from _secrets(item, (*at, _EACH), depth - 1)
        elif below is not None:
            yield from _secrets(below, at, depth - 1)


def _may_hold(types: frozenset[str]) -> bool:
    return not types or bool(types & {"object", "array"})


def _without(value: Any, place: Pointer) -> Any:
    token, rest = place[0], place[1:]
    if isinstance(value, list):
        return [_without(each, rest) for each in value] if token == _EACH else value
    if not isinstance(value, Mapping) or token not in value:
        return value
    if not rest:
        return {name: each for name, each in value.items() if name != token}
    inner = _without(value[token], rest)
    return value if inner is value[token] else {**value, str(token): inner}
