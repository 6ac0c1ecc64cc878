"""How deep the flattest value of a schema is: what ends a recursion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockserver.schema.canonical import (
    Array,
    Canonical,
    Choice,
    Every,
    Nothing,
    Object,
    Opaque,
    Reference,
)

ENDLESS = 64
_LIMIT = 6


class Heights:
    """Remembers the height of each part."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Canonical, int]] = {}  # the part stays alive with its id
        self._open: set[int] = set()
        self._fitting: dict[type[Any], Callable[[Any, int], bool]] = {
            Nothing: lambda _, __: False,
            Reference: self._reference,
            Choice: lambda shape, limit: any(self._fits(each, limit) for each in shape.branches),
            Every: lambda shape, limit: all(self._fits(each, limit) for each in shape.branches),
            Object: self._object,
            Array: self._array,
            Opaque: lambda shape, limit: bool(shape.loose) and self._fits(shape.loose, limit),
        }

    def of(self, node: Canonical) -> int:
        """0 for what has no members; ENDLESS where no flat value is seen."""
        if id(node) not in self._known:
            height = next((limit for limit in range(_LIMIT) if self._fits(node, limit)), ENDLESS)
            self._known[id(node)] = node, height
        return self._known[id(node)][1]

    def _fits(self, node: Canonical, limit: int) -> bool:
        """Whether some value nests no deeper than a limit."""
        fitting = self._fitting.get(type(node.shape))
        return fitting is None or fitting(node.shape, limit)

    def _object(self, shape: Object, limit: int) -> bool:
        below = (shape.properties[name] for name in shape.required if name in shape.properties)
        return limit > 0 and all(self._fits(each, limit - 1) for each in below)

    def _array(self, shape: Array, limit: int) -> bool:
        below = list(shape.prefix[: shape.min_items])
        if shape.items is not None and shape.min_items > len(below):
            below.append(shape.items)
        return limit > 0 and all(self._fits(each, limit - 1) for each in below)

    def _reference(self, shape: Reference, limit: int) -> bool:
        """A definition that leads to itself with no level between has no end."""
        target = shape.target
        if target is None or id(target) in self._open:
            return False
        self._open.add(id(target))
        try:
            return self._fits(target, limit)
        finally:
            self._open.discard(id(target))
