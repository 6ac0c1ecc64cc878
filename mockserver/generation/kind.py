"""What can be said of a schema at a glance."""

from __future__ import annotations

from typing import Any

from mockserver.schema.canonical import Canonical
from mockserver.schema.shape import (
    Array,
    Choice,
    Constants,
    Number,
    Object,
    OfTypes,
    Reference,
    Text,
)

_NULL = (OfTypes(("null",)), Constants((None,)))


def is_null(node: Canonical) -> bool:
    """Whether only null fits."""
    return node.shape in _NULL


def types(node: Canonical) -> frozenset[str]:
    """The types of what fits; empty where that is not seen at once."""
    shape = node.shape
    if isinstance(shape, Choice):
        each = [types(branch) for branch in shape.branches]
        return frozenset().union(*each) if all(each) else frozenset()
    if isinstance(shape, OfTypes):
        more = ("integer",) if "number" in shape.types else ()
        return frozenset((*shape.types, *more))
    if isinstance(shape, Number):
        return frozenset(("number",)) if shape.fractional else frozenset(("number", "integer"))
    return _TYPES.get(type(shape), frozenset())


_TYPES: dict[type[Any], frozenset[str]] = {
    Text: frozenset(("string",)),
    Object: frozenset(("object",)),
    Array: frozenset(("array",)),
}


def recurs(node: Canonical, path: tuple[str, ...]) -> bool:
    """Whether it leads back to a definition that is being drawn."""
    shape = node.shape
    if isinstance(shape, Choice):
        return any(recurs(branch, path) for branch in shape.branches)
    return isinstance(shape, Reference) and shape.name in path
