"""How deep the flattest value of a schema is: what ends a recursion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mockserver.schema.canonical import Canonical
from mockserver.schema.shape import Array, Choice, Every, Nothing, Object, Opaque, Reference

ENDLESS = 64
_LIMIT = 6


class Heights:
    """Remembers the height of each part."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Canonical, int]] = {}  # the part stays alive with its id
        self._judged: dict[tuple[int, _Way], tuple[Canonical, bool]] = {}
        self._fitting: dict[type[Any], Callable[[Any, _Way], bool]] = {
            Nothing: lambda _, __: False,
            Reference: self._reference,
            Choice: lambda shape, way: any(self._fits(each, way) for each in shape.branches),
            Every: lambda shape, way: all(self._fits(each, way) for each in shape.branches),
            Object: self._object,
            Array: self._array,
            Opaque: lambda shape, way: bool(shape.loose) and self._fits(shape.loose, way),
        }

    def of(self, node: Canonical) -> int:
        """0 for what has no members; ENDLESS where no flat value is seen."""
        if id(node) not in self._known:
            ways = (_Way(limit) for limit in range(_LIMIT))
            fitting = (way.limit for way in ways if self._fits(node, way))
            self._known[id(node)] = node, next(fitting, ENDLESS)
        return self._known[id(node)][1]

    def _fits(self, node: Canonical, way: _Way) -> bool:
        """Whether some value nests no deeper than a limit.

        Kept for each part: alternatives of alternatives meet the same parts ever again.
        """
        fitting = self._fitting.get(type(node.shape))
        if fitting is None:
            return True
        key = id(node), way
        if key not in self._judged:
            self._judged[key] = node, fitting(node.shape, way)
        return self._judged[key][1]

    def _object(self, shape: Object, way: _Way) -> bool:
        below = (shape.properties[name] for name in shape.required if name in shape.properties)
        return way.limit > 0 and all(self._fits(each, way.down()) for each in below)

    def _array(self, shape: Array, way: _Way) -> bool:
        below = list(shape.prefix[: shape.min_items])
        if shape.items is not None and shape.min_items > len(below):
            below.append(shape.items)
        return way.limit > 0 and all(self._fits(each, way.down()) for each in below)

    def _reference(self, shape: Reference, way: _Way) -> bool:
        """A definition that leads to itself with no level between has no end."""
        if shape.target is None or shape.name in way.names:
            return False
        return self._fits(shape.target, _Way(way.limit, (*way.names, shape.name)))


@dataclass(frozen=True, slots=True)
class _Way:
    """How much deeper one may go, and the definitions that were opened on this level."""

    limit: int
    names: tuple[str, ...] = ()

    def down(self) -> _Way:
        return _Way(self.limit - 1)
